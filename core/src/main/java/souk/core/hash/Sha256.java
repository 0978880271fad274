package souk.core.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (FIPS 180-4), the hash of everything content-addressed.
public final class Sha256 {
    /// Length of a digest in bytes.
    public static final int BYTES = 32;

    private Sha256() {}

    /// The digest of the concatenation of `parts`: 32 new bytes.
    public static byte[] hash(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /// A fresh digest for a caller that hashes much: `digest()` on it resets it, so one may serve a whole loop.
    /// Not safe for use by several threads.
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
