package souk.core.seal;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// HKDF with HMAC-SHA-256 (RFC 5869).
public final class Hkdf {
    /// Most bytes one derivation gives: 255 blocks of the hash.
    public static final int MAX_BYTES = 255 * 32;

    private Hkdf() {}

    /// Extracts from `secret` and `salt`, then expands for `info`.
    ///
    /// @param secret not empty
    /// @param length 1 to [#MAX_BYTES]
    /// @throws IllegalArgumentException if an argument is out of these bounds
    public static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        if (secret.length == 0 || length < 1 || length > MAX_BYTES) {
            throw new IllegalArgumentException("cannot derive " + length + " bytes from " + secret.length);
        }
        var extract = HKDFParameterSpec.ofExtract().addIKM(new SecretKeySpec(secret, "Generic"));
        if (salt.length > 0) {
            extract.addSalt(salt);
        }
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 25 has HKDF-SHA256", e);
        }
    }
}
