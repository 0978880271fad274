package souk.node.auditor;

import java.math.BigInteger;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import souk.assurance.rewards.Reward;
import souk.assurance.rewards.RewardTree;
import souk.availability.PublicRecord;
import souk.availability.RecordKind;
import souk.availability.RecordPublisher;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.records.CustodyCommittee;
import souk.sql.Documents;

/// The shares of reward epochs: a public record each, and kept here for whoever claims. Nobody need believe it: the
/// root is on the ledger.
///
/// @param issuer DID of the auditor
record RewardLog(
        Documents.Collection shares,
        RecordPublisher publisher,
        CustodyCommittee committee,
        String issuer,
        InstantSource clock)
        implements RewardRounds.Publisher {
    List<Route> routes() {
        return List.of(Route.get("/v1/rewards/{epoch}", this::show));
    }

    @Override
    public void publish(long epoch, RewardTree tree, BigInteger total, List<Reward> rewards) {
        boolean kept = shares.find(key(epoch))
                .filter(it -> it.text("root").equals(tree.root().hex()))
                .isPresent();
        if (!kept) {
            keep(epoch, tree, total, rewards);
        }
    }

    private void keep(long epoch, RewardTree tree, BigInteger total, List<Reward> rewards) {
        var body = Json.object()
                .put("epoch", epoch)
                .put("root", tree.root().hex())
                .amount("total", total)
                .put("rewards", Json.array(rewards.stream().map(RewardLog::json).toList()))
                .build();
        var at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var record = publisher.publish(new PublicRecord(RecordKind.REWARDS, at, issuer, body), committee.current());
        var kept = Json.object().put("record", record.text());
        body.members().forEach(kept::put);
        shares.put(key(epoch), kept.build());
    }

    private Response show(Request request) {
        var text = request.path("epoch");
        return shares.find(text.matches("[0-9]{1,12}") ? key(Long.parseLong(text)) : "")
                .map(Response::json)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no rewards of epoch " + text));
    }

    private static JsonObject json(Reward reward) {
        return Json.object()
                .put("account", reward.account().hex())
                .amount("amount", reward.amount())
                .build();
    }

    private static String key(long epoch) {
        return "%012d".formatted(epoch);
    }
}
