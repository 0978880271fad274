package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;

/// An object about to become visible.
///
/// @param version the id it gets if the bucket is versioned
/// @param etag without quotes
public record NewObject(
        ObjectKey key,
        String version,
        StoredBody body,
        String etag,
        ObjectHeaders headers,
        Checksum checksum,
        Instant now) {
    public NewObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(now, "now");
    }
}
