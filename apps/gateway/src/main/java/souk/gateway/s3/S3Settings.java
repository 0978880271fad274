package souk.gateway.s3;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What can be set about the door.
///
/// @param region the only region requests may be signed for
/// @param baseDomain if set, `BUCKET.baseDomain` in the Host header addresses a bucket
/// @param maxBodies object bodies in flight at once, either way; bounds the memory in use
/// @param maxWaiting requests that may wait for a place; beyond it they are told to slow down
/// @param patience how long they wait
public record S3Settings(String region, Optional<String> baseDomain, int maxBodies, int maxWaiting, Duration patience) {
    /// Plaintext bytes of a segment.
    public static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    public S3Settings {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(baseDomain, "baseDomain");
        Objects.requireNonNull(patience, "patience");
        if (maxBodies < 1 || maxWaiting < 0) {
            throw new IllegalArgumentException("maxBodies must be at least 1, maxWaiting at least 0");
        }
    }

    /// Path style only, sixteen bodies at once.
    public static S3Settings standard(String region) {
        return new S3Settings(region, Optional.empty(), 16, 256, Duration.ofSeconds(20));
    }
}
