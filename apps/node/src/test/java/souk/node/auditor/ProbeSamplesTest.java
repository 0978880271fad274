package souk.node.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.service.Reading;

final class ProbeSamplesTest {
    private final ProbeSamples samples = new ProbeSamples();

    @Test
    void saysNothingWhereNobodyAsked() {
        assertThat(samples.reading()).isEqualTo(Reading.ofProbes(Reading.UNMEASURED, Reading.UNMEASURED));
    }

    @Test
    void countsAnswersAndTakesTheNinetyFifthOfAHundred() {
        for (int i = 100; i >= 1; i--) {
            samples.add(Optional.of(Duration.ofMillis(i)));
        }
        assertThat(samples.reading()).isEqualTo(Reading.ofProbes(1_000_000, 95_000));

        samples.add(Optional.empty());
        samples.add(Optional.empty());
        assertThat(samples.reading()).isEqualTo(Reading.ofProbes(980_392, 95_000));
    }

    @Test
    void hasNoLatencyWithoutAnAnswer() {
        samples.add(Optional.empty());

        assertThat(samples.reading()).isEqualTo(Reading.ofProbes(0, Reading.UNMEASURED));
    }
}
