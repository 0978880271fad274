package souk.node.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.Reading;
import souk.core.service.ServiceTerms;
import souk.core.value.Address;
import souk.core.value.Digest;

final class UptimeTest {
    private static final Duration EPOCH = Duration.ofSeconds(60);

    private Instant now = at(10, 30);
    private final Uptime uptime = new Uptime(EPOCH, () -> now);

    @Test
    void countsWhatWasBeforeItsStartAsStandingStill() {
        beatUntil(at(12, 0));

        assertThat(availability(9)).isZero();
        assertThat(availability(8)).isZero();
        assertThat(availability(10)).isEqualTo(500_000);
        assertThat(availability(11)).isEqualTo(1_000_000);
        assertThat(availability(12)).isEqualTo(Reading.UNMEASURED);
    }

    @Test
    void countsPausesInEveryEpochTheyTouch() {
        beatUntil(at(11, 15));
        now = at(13, 45);
        beatUntil(at(14, 0));

        assertThat(availability(11)).isEqualTo(250_000);
        assertThat(availability(12)).isZero();
        assertThat(availability(13)).isEqualTo(250_000);
    }

    @Test
    void forgivesSmallDelaysAndForgetsOldEpochs() {
        for (int i = 0; i < 30; i++) {
            now = now.plusSeconds(3);
            uptime.beat();
        }
        assertThat(availability(11)).isEqualTo(1_000_000);
        now = at(40, 0);
        beatUntil(at(41, 0));

        assertThat(availability(11)).isEqualTo(Reading.UNMEASURED);
        assertThat(availability(40)).isEqualTo(1_000_000);
    }

    /// The rule by which a provider signs what a payer measured.
    @Test
    void signsWhatCostsNothingOrWhatItSawItself() {
        var service = new ServiceTerms(
                Digest.ZERO,
                new Address("0x" + "1".repeat(40)),
                List.of(new Objective(Indicator.AVAILABILITY, 900_000), new Objective(Indicator.LATENCY, 1_000)));
        var healthy = Reading.ofProbes(1_000_000, Reading.UNMEASURED);
        var away = Reading.ofProbes(400_000, Reading.UNMEASURED);

        assertThat(ServiceDesk.agrees(service, healthy, Reading.ofProbes(950_000, 900)))
                .isTrue();
        assertThat(ServiceDesk.agrees(service, healthy, Reading.ofProbes(300_000, 900)))
                .isFalse();
        assertThat(ServiceDesk.agrees(service, away, Reading.ofProbes(300_000, 900)))
                .isTrue();
        assertThat(ServiceDesk.agrees(service, away, Reading.ofProbes(300_000, 1_001)))
                .isFalse();
    }

    private void beatUntil(Instant until) {
        while (now.isBefore(until)) {
            uptime.beat();
            now = now.plusSeconds(1);
        }
        uptime.beat();
    }

    private long availability(long epoch) {
        return uptime.reading(epoch).availability();
    }

    private static Instant at(long epoch, long second) {
        return Instant.ofEpochSecond(epoch * EPOCH.toSeconds() + second);
    }
}
