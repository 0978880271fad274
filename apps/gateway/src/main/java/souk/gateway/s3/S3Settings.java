package souk.gateway.s3;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What can be set about the door.
///
/// @param region the only region requests may be signed for
/// @param baseDomain if set, `BUCKET.baseDomain` in the Host header addresses a bucket
/// @param websiteDomain if set, `BUCKET.websiteDomain` in the Host header shows a bucket as a website
/// @param maxBodies object bodies in flight at once, either way; bounds the memory in use
/// @param maxWaiting requests that may wait for a place; beyond it they are told to slow down
/// @param patience how long they wait
public record S3Settings(
        String region,
        Optional<String> baseDomain,
        Optional<String> websiteDomain,
        int maxBodies,
        int maxWaiting,
        Duration patience) {
    /// Plaintext bytes of a segment.
    public static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    public S3Settings {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(baseDomain, "baseDomain");
        Objects.requireNonNull(websiteDomain, "websiteDomain");
        Objects.requireNonNull(patience, "patience");
        if (maxBodies < 1 || maxWaiting < 0) {
            throw new IllegalArgumentException("maxBodies must be at least 1, maxWaiting at least 0");
        }
    }

    /// Names under `localhost`, which browsers and most resolvers take to be this machine; sixteen bodies at once.
    public static S3Settings standard(String region) {
        return new S3Settings(
                region,
                Optional.of("s3.localhost"),
                Optional.of("s3-website.localhost"),
                16,
                256,
                Duration.ofSeconds(20));
    }
}
