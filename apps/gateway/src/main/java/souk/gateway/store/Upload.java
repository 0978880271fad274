package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;

/// A multipart upload under way.
///
/// @param id opaque, safe in addresses
/// @param bucket internal id
/// @param algorithm of the checksums of its parts
/// @param checksumType of the object's checksum
public record Upload(
        String id,
        long bucket,
        ObjectKey key,
        ObjectHeaders headers,
        Checksum.Algorithm algorithm,
        Checksum.Type checksumType,
        ObjectLock lock,
        Ownership ownership,
        Tags tags,
        Instant created) {
    public Upload {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(checksumType, "checksumType");
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(ownership, "ownership");
        Objects.requireNonNull(tags, "tags");
        Objects.requireNonNull(created, "created");
    }
}
