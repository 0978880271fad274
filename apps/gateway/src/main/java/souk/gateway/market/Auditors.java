package souk.gateway.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import souk.assurance.AuditScore;
import souk.assurance.EpochOutcome;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;

/// What the auditors of the market say. One that does not answer is left out.
public final class Auditors {
    private static final int MAX_ANSWER = 16 << 20;
    private static final System.Logger LOG = System.getLogger(Auditors.class.getName());

    private final NodeClient client;
    private final List<Peer> peers;

    public Auditors(NodeClient client, List<Peer> peers) {
        this.client = client;
        this.peers = List.copyOf(peers);
    }

    /// All outcomes of an epoch, of all auditors.
    public List<EpochOutcome> outcomes(long epoch) {
        return everywhere(
                "/v1/outcomes?epoch=" + epoch,
                answer -> answer.array("outcomes")
                        .objects()
                        .map(EpochOutcome::from)
                        .toList());
    }

    /// Audits of the last epochs, newest first.
    public List<JsonObject> audits(boolean failedOnly) {
        var all = everywhere(
                "/v1/audits" + (failedOnly ? "?failed=true" : ""),
                answer -> answer.array("audits").objects().toList());
        return all.stream()
                .sorted((left, right) -> Long.compare(right.integer("epoch"), left.integer("epoch")))
                .toList();
    }

    /// One audit with its evidence.
    ///
    /// @throws SoukException `NOT_FOUND` when no auditor knows it
    public JsonObject audit(String id) {
        if (!id.matches("[A-Za-z0-9._:-]{1,128}")) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no audit " + id);
        }
        return everywhere("/v1/audits/" + id, List::of).stream()
                .findFirst()
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no audit " + id));
    }

    /// Scores of providers by account; where auditors differ, the worse.
    public Map<Address, AuditScore> scores() {
        var worst = new TreeMap<Address, AuditScore>();
        everywhere(
                        "/v1/scores",
                        answer -> answer.array("scores")
                                .objects()
                                .map(AuditScore::from)
                                .toList())
                .forEach(score -> worst.merge(score.provider(), score, Auditors::worse));
        return worst;
    }

    private static AuditScore worse(AuditScore left, AuditScore right) {
        return left.possession().value() <= right.possession().value() ? left : right;
    }

    private <T> List<T> everywhere(String path, Function<JsonObject, List<T>> reader) {
        var all = new ArrayList<T>();
        for (var peer : peers) {
            ask(peer, path).map(reader).ifPresent(all::addAll);
        }
        return List.copyOf(all);
    }

    private Optional<JsonObject> ask(Peer peer, String path) {
        try {
            return Optional.of(
                    Json.parseObject(client.call(peer, Method.GET, path).bytes(MAX_ANSWER)));
        } catch (SoukException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "auditor.silent auditor={0} code={1} reason={2}",
                        peer,
                        e.code(),
                        e.getMessage());
            }
            return Optional.empty();
        }
    }
}
