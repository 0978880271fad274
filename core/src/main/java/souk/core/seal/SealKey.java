package souk.core.seal;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A 256-bit secret key. Its text never shows it, and comparison takes the same time for all keys.
public final class SealKey {
    public static final int BYTES = 32;

    private final byte[] secret;

    private SealKey(byte[] secret) {
        this.secret = secret;
    }

    /// The key of these 32 bytes, which are copied.
    ///
    /// @throws IllegalArgumentException for another length
    public static SealKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + secret.length);
        }
        return new SealKey(secret.clone());
    }

    /// A new key. Outside tests and simulations `random` must be a [java.security.SecureRandom].
    public static SealKey random(RandomGenerator random) {
        var secret = new byte[BYTES];
        random.nextBytes(secret);
        return new SealKey(secret);
    }

    /// A copy of the secret, to be wrapped.
    public byte[] bytes() {
        return secret.clone();
    }

    SecretKey aes() {
        return new SecretKeySpec(secret, "AES");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealKey that && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "SealKey[secret]";
    }
}
