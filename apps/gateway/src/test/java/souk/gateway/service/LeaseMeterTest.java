package souk.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.service.Reading;
import souk.core.value.LeaseId;

final class LeaseMeterTest {
    private static final LeaseId LEASE = new LeaseId("0x" + "1".repeat(64));
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant now = Instant.ofEpochSecond(600);
    private final LeaseMeter meter = new LeaseMeter(MINUTE, () -> now);

    @Test
    void countsAnswersAndSilence() {
        for (int i = 0; i < 3; i++) {
            meter.answered(LEASE, Duration.ofMillis(10));
        }
        meter.silent(LEASE);

        assertThat(reading(10).availability()).isEqualTo(750_000);
        assertThat(reading(11).availability()).isEqualTo(Reading.UNMEASURED);
    }

    /// The histogram has fixed steps: what it tells is never too low, and at most an eighth too high.
    @Test
    void tellsThe95thPercentileWithinAStep() {
        for (int i = 1; i <= 1_000; i++) {
            meter.answered(LEASE, Duration.ofNanos(i * 1_000_000L));
        }

        assertThat(reading(10).latency()).isBetween(950_000L, 950_000L * 9 / 8);
    }

    @Test
    void takesAnyLatency() {
        meter.answered(LEASE, Duration.ZERO);
        assertThat(reading(10).latency()).isEqualTo(1);
        meter.answered(LEASE, Duration.ofDays(365));
        assertThat(reading(10).latency()).isPositive();
    }

    @Test
    void takesRatesFromLargeTransfersOnly() {
        meter.moved(LEASE, 100, Duration.ofSeconds(1));
        assertThat(reading(10).throughput()).isEqualTo(Reading.UNMEASURED);
        meter.moved(LEASE, 1 << 20, Duration.ofMillis(250));
        meter.moved(LEASE, 1 << 20, Duration.ofMillis(750));

        assertThat(reading(10).throughput()).isEqualTo(2 << 20);
    }

    @Test
    void keepsEpochsApartAndForgetsOldOnes() {
        meter.silent(LEASE);
        now = now.plus(MINUTE);
        meter.answered(LEASE, Duration.ofMillis(1));

        assertThat(reading(10).availability()).isZero();
        assertThat(reading(11).availability()).isEqualTo(1_000_000);
        meter.forget(10);
        assertThat(reading(10).availability()).isEqualTo(Reading.UNMEASURED);
        assertThat(reading(11).availability()).isEqualTo(1_000_000);
    }

    private Reading reading(long epoch) {
        return meter.reading(LEASE, epoch, Reading.UNMEASURED);
    }
}
