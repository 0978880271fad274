package souk.gateway.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import souk.core.seal.PathKey;
import souk.core.seal.SealKey;
import souk.gateway.store.BucketKey;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.TenantId;

/// Wraps bucket keys under the root secret of their tenant, which alone opens all of a tenant's data.
public final class RootKeyWrap implements KeyWrap {
    private final Function<TenantId, SealKey> roots;
    private final SecureRandom random;
    private final Consumer<TenantId> newBucket;

    /// @param roots a tenant's root secret
    /// @param newBucket told of each key that is wrapped, which happens when a bucket is made
    public RootKeyWrap(Function<TenantId, SealKey> roots, SecureRandom random, Consumer<TenantId> newBucket) {
        this.roots = roots;
        this.random = random;
        this.newBucket = newBucket;
    }

    @Override
    public byte[] wrap(TenantId tenant, BucketKey key) {
        var nonce = new byte[PathKey.NONCE_BYTES];
        random.nextBytes(nonce);
        var wrapped = place(tenant).wrap(SealKey.of(key.bytes()), nonce, context(tenant));
        newBucket.accept(tenant);
        return wrapped;
    }

    @Override
    public BucketKey unwrap(TenantId tenant, byte[] wrapped) {
        return place(tenant)
                .unwrap(wrapped, context(tenant))
                .map(key -> BucketKey.of(key.bytes()))
                .orElseThrow(() -> new IllegalArgumentException("this bucket key is not of tenant " + tenant));
    }

    private PathKey place(TenantId tenant) {
        return PathKey.root(roots.apply(tenant)).child("buckets");
    }

    private static byte[] context(TenantId tenant) {
        return tenant.value().getBytes(UTF_8);
    }
}
