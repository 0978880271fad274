package souk.gateway.store;

import java.util.Arrays;

/// The secret of one bucket, from which the keys of its segments are derived; printing hides it.
public final class BucketKey {
    /// Length in bytes.
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private BucketKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @throws IllegalArgumentException unless there are [#LENGTH] bytes
    public static BucketKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a bucket key has " + LENGTH + " bytes");
        }
        return new BucketKey(bytes.clone());
    }

    /// A copy of the key's bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BucketKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "BucketKey[hidden]";
    }
}
