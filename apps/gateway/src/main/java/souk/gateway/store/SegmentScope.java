package souk.gateway.store;

import java.util.Objects;

/// On whose behalf and under which key segments are moved.
///
/// @param tenant who pays
/// @param key of the bucket
/// @param traceparent W3C trace context of the request that causes the move
/// @param bucket its number, 0 for none: its owner may want its segments kept in a way of their own
/// @param least how durable a body has to be when its write returns
public record SegmentScope(TenantId tenant, BucketKey key, String traceparent, long bucket, Durability least) {
    public SegmentScope {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(traceparent, "traceparent");
    }

    /// Of a move that makes nothing.
    public SegmentScope(TenantId tenant, BucketKey key, String traceparent) {
        this(tenant, key, traceparent, 0, Durability.LOCAL);
    }
}
