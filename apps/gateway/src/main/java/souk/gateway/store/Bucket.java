package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// A bucket as the metadata knows it.
///
/// @param id internal
/// @param lock if Object Lock is on
/// @param lifecycle the document of its lifecycle rules, if it has some
/// @param wrappedKey its key, wrapped for the tenant; opaque
@SuppressWarnings("ArrayRecordComponent") // opaque, never compared
public record Bucket(
        long id,
        BucketName name,
        TenantId tenant,
        String region,
        Instant created,
        byte[] wrappedKey,
        Versioning versioning,
        Optional<BucketLock> lock,
        Optional<String> lifecycle) {
    public Bucket {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(versioning, "versioning");
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(lifecycle, "lifecycle");
    }
}
