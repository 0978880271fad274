package souk.gateway.store;

/// Looks wrapped, protects nothing. For tests.
public final class XorKeyWrap implements KeyWrap {
    private static final byte MASK = 0x5A;

    @Override
    public byte[] wrap(TenantId tenant, BucketKey key) {
        return masked(key.bytes());
    }

    @Override
    public BucketKey unwrap(TenantId tenant, byte[] wrapped) {
        return BucketKey.of(masked(wrapped));
    }

    private static byte[] masked(byte[] bytes) {
        var masked = bytes.clone();
        for (var i = 0; i < masked.length; i++) {
            masked[i] ^= MASK;
        }
        return masked;
    }
}
