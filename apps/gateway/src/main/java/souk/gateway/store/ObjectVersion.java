package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import souk.core.value.Digest;

/// One version of an object, or the marker that it was deleted.
///
/// @param id internal, grows with time
/// @param body internal, where its segments are
/// @param version `null` unless the bucket was versioned when it was written
/// @param latest true for the one version a plain GET sees
/// @param marker true if this says that the object was deleted
/// @param size in bytes
/// @param etag without quotes
/// @param root commits to the bytes; empty for objects from before it was kept
/// @param parts how many parts it was uploaded in; 0 if in one piece
public record ObjectVersion(
        long id,
        long body,
        ObjectKey key,
        String version,
        boolean latest,
        boolean marker,
        long size,
        String etag,
        Optional<Digest> root,
        int parts,
        ObjectHeaders headers,
        Optional<Checksum> checksum,
        ObjectLock lock,
        Ownership ownership,
        Tags tags,
        Instant modified) {
    /// The version id of objects written without versioning.
    public static final String NULL_VERSION = "null";

    public ObjectVersion {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(ownership, "ownership");
        Objects.requireNonNull(tags, "tags");
        Objects.requireNonNull(modified, "modified");
    }
}
