package souk.gateway.store;

import java.util.Objects;

/// On whose behalf and under which key segments are moved.
///
/// @param tenant who pays
/// @param key of the bucket
/// @param traceparent W3C trace context of the request that causes the move
public record SegmentScope(TenantId tenant, BucketKey key, String traceparent) {
    public SegmentScope {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(traceparent, "traceparent");
    }
}
