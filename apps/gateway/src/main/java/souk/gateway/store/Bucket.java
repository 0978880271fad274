package souk.gateway.store;

import java.time.Instant;
import java.util.Objects;

/// A bucket as the metadata knows it.
///
/// @param id internal
/// @param wrappedKey its key, wrapped for the tenant; opaque
@SuppressWarnings("ArrayRecordComponent") // opaque, never compared
public record Bucket(
        long id,
        BucketName name,
        TenantId tenant,
        String region,
        Instant created,
        byte[] wrappedKey,
        Versioning versioning) {
    public Bucket {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(versioning, "versioning");
    }
}
