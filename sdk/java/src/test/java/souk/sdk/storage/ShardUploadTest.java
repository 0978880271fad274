package souk.sdk.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

final class ShardUploadTest {
    private static final int SHARDS = 6;
    private static final int WANTED = 4;
    private static final int LEAST = 3;
    private static final ShardUpload.Pace HASTY =
            new ShardUpload.Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(30));

    private final Set<Integer> sent = ConcurrentHashMap.newKeySet();
    private final Set<Integer> cutOff = ConcurrentHashMap.newKeySet();

    @Test
    void sendsNoMoreThanWantedWhenAllGoesWell() throws InterruptedException {
        var patient = new ShardUpload.Pace(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(2));

        var outcome = new ShardUpload(SHARDS, WANTED, LEAST, number -> sent.add(number), patient).run();

        assertThat(outcome.stored()).containsExactly(0, 1, 2, 3);
        assertThat(sent).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(outcome.over()).isTrue();
    }

    @Test
    void sendsASpareForEachThatFails() throws InterruptedException {
        var outcome = new ShardUpload(SHARDS, WANTED, LEAST, number -> number > 1).run();

        assertThat(outcome.stored()).containsExactly(2, 3, 4, 5);
    }

    @Test
    void endsWhenNoneIsLeftToTry() throws InterruptedException {
        var outcome = new ShardUpload(SHARDS, WANTED, LEAST, number -> number > 3).run();

        assertThat(outcome.stored()).containsExactly(4, 5);
        assertThat(outcome.givenUp()).isEmpty();
    }

    @Test
    void sendsSparesForThoseThatAreMuchSlowerAndCutsThemOff() throws InterruptedException {
        var outcome = new ShardUpload(SHARDS, WANTED, LEAST, hanging(Set.of(0, 1)), HASTY).run();

        assertThat(outcome.stored()).containsExactly(2, 3, 4, 5);
        awaitCutOff(2);
    }

    @Test
    void doesNotWaitForTheHopelessWhenRepairCanDoWithoutThem() throws InterruptedException {
        var outcome = new ShardUpload(SHARDS, WANTED, LEAST, hanging(Set.of(0, 1, 5)), HASTY).run();

        assertThat(outcome.stored()).containsExactly(2, 3, 4);
        assertThat(outcome.givenUp()).containsExactly(0, 1, 5);
        assertThat(outcome.over()).isFalse();
        awaitCutOff(3);
    }

    @Test
    void waitsToTheDeadlineForWhatRepairCannotDoWithout() throws InterruptedException {
        var brief = new ShardUpload.Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(50));

        var outcome = new ShardUpload(SHARDS, WANTED, LEAST, hanging(Set.of(0, 1, 4, 5)), brief).run();

        assertThat(outcome.stored()).containsExactly(2, 3);
        assertThat(outcome.givenUp()).isEqualTo(List.of(0, 1, 4, 5));
    }

    private IntPredicate hanging(Set<Integer> hung) {
        var never = new CountDownLatch(1);
        return number -> {
            try {
                if (hung.contains(number)) {
                    never.await();
                }
                return true;
            } catch (InterruptedException e) {
                cutOff.add(number);
                return false;
            }
        };
    }

    private void awaitCutOff(int count) throws InterruptedException {
        while (cutOff.size() < count) {
            Thread.sleep(1);
        }
    }
}
