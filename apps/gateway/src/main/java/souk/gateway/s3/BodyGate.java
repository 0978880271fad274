package souk.gateway.s3;

import java.time.Duration;
import java.util.Map;
import souk.gateway.store.Packer;
import souk.gateway.store.TenantId;
import souk.net.admission.Admission;
import souk.net.admission.Limit;
import souk.net.admission.Rank;

/// Admits a bounded number of bodies at once, lets a bounded number wait, and sends the rest away. Small bodies
/// have places of their own, so that they pass while large ones fill the line.
///
/// The limits are those of memory and do not adapt: how long a body takes is mostly its client's doing.
final class BodyGate {
    /// A small body holds a mebibyte at the most, a large one its windows or segments.
    private static final int SMALL_PER_LARGE = 4;

    private final Line large;
    private final Line small;

    /// Tenants that wait are served in turn, by the time their bodies took.
    private record Line(Admission admission, Rank bodies) {
        static Line of(int places, int maxWaiting, Duration patience) {
            return new Line(
                    new Admission(new Limit.Fixed(places), patience, System::nanoTime),
                    new Rank("bodies", 1, maxWaiting, maxWaiting));
        }
    }

    BodyGate(S3Settings settings) {
        this.large = Line.of(settings.maxBodies(), settings.maxWaiting(), settings.patience());
        this.small = Line.of(
                SMALL_PER_LARGE * settings.maxBodies(), SMALL_PER_LARGE * settings.maxWaiting(), settings.patience());
    }

    /// Waits for a place.
    ///
    /// @param bytes of the body, at the most
    /// @return gives the place back when closed
    /// @throws S3Exception `SlowDown` when there is none in time
    Admission.Place enter(TenantId tenant, long bytes) {
        var line = bytes <= Packer.PACKED_BYTES ? small : large;
        return line.admission
                .enter(line.bodies, tenant.value())
                .orElseThrow(() -> new S3Exception(
                        S3Error.SlowDown,
                        S3Error.SlowDown.text(),
                        Map.of(),
                        Map.of(
                                "Retry-After",
                                Long.toString(line.admission.retryAfter().toSeconds()))));
    }
}
