package souk.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class AdaptiveLimitTest {
    private static final long MILLI = 1_000_000;

    private final AdaptiveLimit limit = new AdaptiveLimit(4, 8, 64);

    @Test
    void growsWhileMoreAtOnceTakesNoLonger() {
        run(200, inside -> MILLI);

        assertThat(limit.places()).isEqualTo(64);
    }

    @Test
    void fallsWhenThingsTakeLongerThanTheyUsedTo() {
        run(200, inside -> MILLI);
        run(8, inside -> 20 * MILLI);

        assertThat(limit.places()).isLessThan(32);
    }

    @Test
    void settlesFarBelowTheMostWhereTimeGrowsWithWhatIsUnderWay() {
        // Four at once are free; beyond, each waits for the others.
        run(60, inside -> MILLI * Math.max(1, inside * inside / 64));

        assertThat(limit.places()).isBetween(4, 40);
    }

    @Test
    void doesNotGrowOnWhatItIsNotAskedFor() {
        for (int i = 0; i < 1_000; i++) {
            limit.sample(MILLI, 1);
        }

        assertThat(limit.places()).isEqualTo(8);
    }

    @Property(tries = 50)
    void staysWithinItsBounds(@ForAll long[] samples, @ForAll @LongRange(min = 0, max = 1_000) long inside) {
        for (long sample : samples) {
            limit.sample(Math.abs(sample % 1_000_000_000_000L), (int) inside);
        }

        assertThat(limit.places()).isBetween(4, 64);
    }

    private void run(int windows, IntToLongFunction time) {
        for (int i = 0; i < windows * AdaptiveLimit.WINDOW; i++) {
            int inside = limit.places();
            limit.sample(time.applyAsLong(inside), inside);
        }
    }
}
