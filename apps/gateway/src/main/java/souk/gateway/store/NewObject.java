package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;

/// An object about to become visible.
///
/// @param version the id it gets if the bucket is versioned
/// @param lock without a retention, it gets the bucket's
/// @param etag without quotes
public record NewObject(
        ObjectKey key,
        String version,
        StoredBody body,
        String etag,
        ObjectHeaders headers,
        Checksum checksum,
        ObjectLock lock,
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
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(ownership, "ownership");
        Objects.requireNonNull(tags, "tags");
        Objects.requireNonNull(now, "now");
    }

    /// This object under the id and the lock that its bucket decides on.
    NewObject in(Bucket bucket) {
        var id = bucket.versioning() == Versioning.ENABLED ? version : ObjectVersion.NULL_VERSION;
        var kept = bucket.lock().map(each -> each.complete(lock, now)).orElse(lock);
        return new NewObject(key, id, body, etag, headers, checksum, kept, ownership, tags, now);
    }

    /// This object with the bytes of its parts.
    NewObject with(StoredBody joined) {
        return new NewObject(key, version, joined, etag, headers, checksum, lock, ownership, tags, now);
    }
}
