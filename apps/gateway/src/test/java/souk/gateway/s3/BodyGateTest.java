package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.gateway.store.Packer;
import souk.gateway.store.TenantId;

final class BodyGateTest {
    private static final TenantId TENANT = new TenantId("acme");
    private static final long LARGE = 5 << 20;

    private final BodyGate gate =
            new BodyGate(new S3Settings("us-east-1", Optional.empty(), Optional.empty(), 1, 0, Duration.ofMillis(1)));

    @Test
    void sendsAwayWhoFindsNoPlaceAndSaysWhenToComeBack() {
        try (var place = gate.enter(TENANT, LARGE)) {
            assertThat(place).isNotNull();
            assertThatThrownBy(() -> gate.enter(TENANT, LARGE)).isInstanceOfSatisfying(S3Exception.class, e -> {
                assertThat(e.error()).isEqualTo(S3Error.SlowDown);
                assertThat(e.headers()).containsKey("Retry-After");
            });
        }
    }

    @Test
    void aPlaceGivenBackTwiceIsFreeOnce() {
        var place = gate.enter(TENANT, LARGE);
        place.close();
        place.close();

        try (var next = gate.enter(TENANT, LARGE)) {
            assertThat(next).isNotNull();
            assertThatThrownBy(() -> gate.enter(TENANT, LARGE)).isInstanceOf(S3Exception.class);
        }
    }

    @Test
    void aSmallBodyFindsAPlaceWhileALargeOneHasTheLast() {
        try (var large = gate.enter(TENANT, LARGE);
                var small = gate.enter(TENANT, 4096)) {
            assertThat(large).isNotSameAs(small);
        }
    }

    @Test
    void whatIsPackedIsSmallAndAByteMoreIsNot() {
        try (var large = gate.enter(TENANT, LARGE);
                var small = gate.enter(TENANT, Packer.PACKED_BYTES)) {
            assertThat(large).isNotSameAs(small);
            assertThatThrownBy(() -> gate.enter(TENANT, Packer.PACKED_BYTES + 1))
                    .isInstanceOf(S3Exception.class);
        }
    }
}
