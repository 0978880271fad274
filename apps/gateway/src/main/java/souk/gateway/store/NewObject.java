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
        Ownership ownership,
        Tags tags,
        Instant now) {
    public NewObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(ownership, "ownership");
        Objects.requireNonNull(tags, "tags");
        Objects.requireNonNull(now, "now");
    }

    NewObject withVersion(String id) {
        return new NewObject(key, id, body, etag, headers, checksum, ownership, tags, now);
    }

    NewObject withBody(StoredBody other) {
        return new NewObject(key, version, other, etag, headers, checksum, ownership, tags, now);
    }
}
