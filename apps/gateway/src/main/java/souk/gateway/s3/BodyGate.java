package souk.gateway.s3;

import java.util.Map;
import souk.gateway.store.Packer;
import souk.gateway.store.TenantId;

/// Admits a bounded number of bodies at once, lets a bounded number wait, and sends the rest away. Small bodies
/// have places of their own, so that they pass while large ones fill the line.
final class BodyGate {
    /// A small body holds a mebibyte at the most, a large one its windows or segments.
    private static final int SMALL_PER_LARGE = 4;

    private final FairPlaces large;
    private final FairPlaces small;

    BodyGate(S3Settings settings) {
        this.large = new FairPlaces(settings.maxBodies(), settings.maxWaiting(), settings.patience());
        this.small = new FairPlaces(
                SMALL_PER_LARGE * settings.maxBodies(), SMALL_PER_LARGE * settings.maxWaiting(), settings.patience());
    }

    /// Waits for a place.
    ///
    /// @param bytes of the body, at the most
    /// @return gives the place back when closed
    /// @throws S3Exception `SlowDown` when there is none in time
    FairPlaces.Place enter(TenantId tenant, long bytes) {
        var places = bytes <= Packer.PACKED_BYTES ? small : large;
        return places.enter(tenant)
                .orElseThrow(() -> new S3Exception(
                        S3Error.SlowDown, S3Error.SlowDown.text(), Map.of(), Map.of("Retry-After", "1")));
    }
}
