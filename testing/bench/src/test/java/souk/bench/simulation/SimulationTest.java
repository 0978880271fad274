package souk.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.market.CloseReason;

final class SimulationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingUnfairHappensAndNoMoneyIsMadeOrLost(long seed) {
        var outcome = new Simulation(new Simulation.Plan(100, 40, 1_500, true, seed)).run();

        assertThat(outcome.unfair()).isEmpty();
        assertThat(outcome.matches()).isGreaterThan(100);
        assertThat(outcome.ends())
                .as("every habit must have shown")
                .containsKeys(
                        CloseReason.CONSUMER_CLOSED,
                        CloseReason.PROVIDER_CLOSED,
                        CloseReason.PROVIDER_LOST,
                        CloseReason.POLICY_VIOLATED,
                        CloseReason.START_TIMEOUT,
                        CloseReason.EXPIRED);
        assertThat(outcome.doubles()).isPositive();
        assertThat(outcome.filled()).isGreaterThan(outcome.wished() / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = 3)
    void oneSeedIsOneHistory(long seed) {
        var plan = new Simulation.Plan(60, 20, 300, false, seed);

        assertThat(new Simulation(plan).run()).isEqualTo(new Simulation(plan).run());
    }
}
