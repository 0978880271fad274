package souk.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private final Turns<String> turns = new Turns<>();

    @Test
    void chargesAfterwardsWhatSomethingCostMoreThanExpected() {
        turns.join("dear", 1);
        turns.join("dear", 1);
        turns.join("cheap", 1);
        turns.join("cheap", 1);
        turns.take("dear", 10);
        turns.take("cheap", 10);

        turns.end("dear", 10, 1_000);
        turns.end("cheap", 10, 10);

        assertThat(turns.next()).isEqualTo(Optional.of("cheap"));
    }

    @Test
    void forgetsFlowsThatOweNothing() {
        for (int i = 0; i < 3 * Turns.MAX_FLOWS; i++) {
            turns.enter("flow " + i, 1, 1);
            turns.end("flow " + i, 1, 1);
        }

        assertThat(turns.size()).isLessThanOrEqualTo(Turns.MAX_FLOWS);
    }
}
