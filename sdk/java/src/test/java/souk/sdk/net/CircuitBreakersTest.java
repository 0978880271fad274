package souk.sdk.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;
import souk.sdk.net.CircuitBreakers.State;

final class CircuitBreakersTest {
    private static final Address PROVIDER = new Address("0x" + "1".repeat(40));
    private static final Address OTHER = new Address("0x" + "2".repeat(40));

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final CircuitBreakers breakers = new CircuitBreakers(() -> now);

    @Test
    void oneThatFailedRestsAndOthersDoNot() {
        breakers.failed(PROVIDER);

        assertThat(breakers.admits(PROVIDER)).isFalse();
        assertThat(breakers.state(PROVIDER)).isEqualTo(State.OPEN);
        assertThat(breakers.admits(OTHER)).isTrue();
        assertThat(breakers.troubled()).containsOnlyKeys(PROVIDER);
        assertThat(breakers.opened()).isEqualTo(1);
    }

    @Test
    void afterTheRestOneTrialIsLetThrough() {
        breakers.failed(PROVIDER);
        pass(CircuitBreakers.REST);

        assertThat(breakers.state(PROVIDER)).isEqualTo(State.HALF_OPEN);
        assertThat(breakers.admits(PROVIDER)).isTrue();
        assertThat(breakers.admits(PROVIDER)).isFalse();
    }

    @Test
    void aTrialThatGoesWellClosesIt() {
        breakers.failed(PROVIDER);
        pass(CircuitBreakers.REST);
        breakers.admits(PROVIDER);
        breakers.answered(PROVIDER, Duration.ofMillis(5));

        assertThat(breakers.state(PROVIDER)).isEqualTo(State.CLOSED);
        assertThat(breakers.troubled()).isEmpty();
    }

    @Test
    void eachTrialThatFailsDoublesTheRestUpToABound() {
        var rest = CircuitBreakers.REST;
        for (int i = 0; i < 12; i++) {
            breakers.failed(PROVIDER);
            pass(rest.minusMillis(1));
            assertThat(breakers.state(PROVIDER)).isEqualTo(State.OPEN);
            pass(Duration.ofMillis(1));
            assertThat(breakers.state(PROVIDER)).isEqualTo(State.HALF_OPEN);
            rest = rest.multipliedBy(2).compareTo(CircuitBreakers.LONGEST_REST) < 0
                    ? rest.multipliedBy(2)
                    : CircuitBreakers.LONGEST_REST;
        }
    }

    @Test
    void callsThatWereUnderWayWhenItOpenedDoNotLengthenTheRest() {
        breakers.failed(PROVIDER);
        breakers.failed(PROVIDER);
        pass(CircuitBreakers.REST);

        assertThat(breakers.admits(PROVIDER)).isTrue();
        assertThat(breakers.opened()).isEqualTo(1);
    }

    @Test
    void opensAfterSlowAnswersInARowOnly() {
        breakers.answered(PROVIDER, CircuitBreakers.SLOW.plusMillis(1));
        breakers.answered(PROVIDER, CircuitBreakers.SLOW.plusMillis(1));
        breakers.answered(PROVIDER, Duration.ofMillis(3));
        breakers.answered(PROVIDER, CircuitBreakers.SLOW.plusMillis(1));
        breakers.answered(PROVIDER, CircuitBreakers.SLOW.plusMillis(1));
        assertThat(breakers.state(PROVIDER)).isEqualTo(State.CLOSED);

        breakers.answered(PROVIDER, CircuitBreakers.SLOW.plusMillis(1));

        assertThat(breakers.state(PROVIDER)).isEqualTo(State.OPEN);
    }

    @Test
    void aTrialThatIsNeverHeardOfDoesNotKeepItHalfOpenForEver() {
        breakers.failed(PROVIDER);
        pass(CircuitBreakers.REST);
        breakers.admits(PROVIDER);
        pass(CircuitBreakers.TRIAL);

        assertThat(breakers.admits(PROVIDER)).isTrue();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
