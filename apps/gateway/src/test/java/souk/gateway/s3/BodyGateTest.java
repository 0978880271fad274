package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BodyGateTest {
    private final BodyGate gate =
            new BodyGate(new S3Settings("us-east-1", Optional.empty(), Optional.empty(), 1, 0, Duration.ofMillis(1)));

    @Test
    void sendsAwayWhoFindsNoPlaceAndSaysWhenToComeBack() {
        try (var place = gate.enter()) {
            assertThat(place).isNotNull();
            assertThatThrownBy(gate::enter).isInstanceOfSatisfying(S3Exception.class, e -> {
                assertThat(e.error()).isEqualTo(S3Error.SlowDown);
                assertThat(e.headers()).containsKey("Retry-After");
            });
        }
    }

    @Test
    void aPlaceGivenBackTwiceIsFreeOnce() {
        var place = gate.enter();
        place.close();
        place.close();

        try (var next = gate.enter()) {
            assertThat(next).isNotNull();
            assertThatThrownBy(gate::enter).isInstanceOf(S3Exception.class);
        }
    }
}
