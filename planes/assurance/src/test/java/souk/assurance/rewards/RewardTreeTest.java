package souk.assurance.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;

/// Against the vectors that the contract is checked against (`contracts/scripts/reward-vectors.mjs`).
final class RewardTreeTest {
    private final JsonObject vectors = vectors();
    private final List<Reward> rewards = entries().stream()
            .map(entry -> new Reward(new Address(entry.text("account")), entry.amount("amount")))
            .toList();

    @Test
    void hasTheRootLeavesAndProofsOfTheContract() {
        long epoch = vectors.integer("epoch");

        var tree = RewardTree.of(epoch, rewards);

        assertThat(tree.root()).isEqualTo(new Digest(vectors.text("root")));
        for (int i = 0; i < rewards.size(); i++) {
            assertThat(RewardTree.leaf(epoch, rewards.get(i)))
                    .isEqualTo(new Digest(entries().get(i).text("leaf")));
            assertThat(tree.proof(rewards.get(i).account()))
                    .isEqualTo(entries().get(i).array("proof").texts().stream()
                            .map(Digest::new)
                            .toList());
        }
    }

    @Test
    void doesNotDependOnTheOrder() {
        var reversed = new java.util.ArrayList<>(rewards);
        Collections.reverse(reversed);

        assertThat(RewardTree.of(1, reversed).root())
                .isEqualTo(RewardTree.of(1, rewards).root())
                .isNotEqualTo(RewardTree.of(2, rewards).root());
    }

    @Test
    void isALeafWhereThereIsOne() {
        var one = rewards.subList(0, 1);

        assertThat(RewardTree.of(1, one).root()).isEqualTo(RewardTree.leaf(1, one.getFirst()));
        assertThat(RewardTree.of(1, one).proof(one.getFirst().account())).isEmpty();
        assertThatThrownBy(() -> RewardTree.of(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RewardTree.of(1, one).proof(rewards.getLast().account()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<JsonObject> entries() {
        return vectors.array("rewards").objects().toList();
    }

    private static JsonObject vectors() {
        try (var in = RewardTreeTest.class.getResourceAsStream("/vectors/rewards.json")) {
            return Json.parseObject(Objects.requireNonNull(in).readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
