package souk.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class DurabilityProperties {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @Property
    void growsWithEveryHealthyShard(
            @ForAll @IntRange(min = 1, max = 30) int k,
            @ForAll @IntRange(max = 30) int spare,
            @ForAll @IntRange(max = 100) int others) {
        int healthy = k + spare;
        int market = healthy + 1 + others;

        assertThat(days(k, healthy + 1, market)).isGreaterThan(days(k, healthy, market));
        assertThat(days(k, k - 1, market)).isZero();
    }

    /// The formula against providers that fail in a random order, as the model has it.
    @Example
    void isTheMeanOfFailuresInRandomOrder() {
        int k = 4;
        int healthy = 8;
        int market = 12;
        var random = new Random(42);
        var order = new java.util.ArrayList<>(IntStream.range(0, market).boxed().toList());
        int rounds = 20_000;
        long failures = 0;
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            int left = healthy;
            for (int i = 0; left >= k; i++) {
                left -= order.get(i) < healthy ? 1 : 0;
                failures++;
            }
        }
        double failuresADay = market * Durability.FAILURES_A_YEAR / 365.25;

        assertThat(days(k, healthy, market) * failuresADay).isCloseTo((double) failures / rounds, within(0.05));
    }

    @Example
    void doesNotOutlastTheLeases() {
        var ends = List.of(1, 2, 3, 4, 5).stream()
                .map(days -> NOW.plus(Duration.ofDays(days)))
                .toList();

        // Of five shards three must stay: with the third lease that ends it is over.
        assertThat(Durability.daysToLoss(3, 100, ends, NOW)).isEqualTo(3);
    }

    private static double days(int k, int healthy, int market) {
        var never = Collections.nCopies(Math.max(healthy, 0), NOW.plus(Duration.ofDays(1_000_000)));
        return Durability.daysToLoss(k, market, never, NOW);
    }
}
