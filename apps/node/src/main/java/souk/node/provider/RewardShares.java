package souk.node.provider;

import java.util.List;
import java.util.stream.Stream;
import souk.assurance.rewards.Reward;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.net.Method;
import souk.net.NodeClient;
import souk.node.process.Members;

/// Asks auditors who gets how much of a reward epoch. One that does not answer, or answers nonsense, is left out.
record RewardShares(NodeClient client, Members members) {
    /// As large as the public record may be.
    private static final int MAX_ANSWER = 2 << 20;

    List<List<Reward>> of(long epoch) {
        return members.auditors().stream().flatMap(it -> ask(it, epoch)).toList();
    }

    private Stream<List<Reward>> ask(Members.Member auditor, long epoch) {
        try {
            var answer = client.call(auditor.peer(), Method.GET, "/v1/rewards/" + epoch);
            return Stream.of(Json.parseObject(answer.bytes(MAX_ANSWER))
                    .array("rewards")
                    .objects()
                    .map(RewardShares::reward)
                    .toList());
        } catch (SoukException e) {
            return Stream.of();
        }
    }

    private static Reward reward(JsonObject json) {
        return new Reward(new Address(json.text("account")), json.amount("amount"));
    }
}
