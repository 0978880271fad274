package souk.core.seal;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM (NIST SP 800-38D) with 96-bit nonces and 128-bit tags on heap arrays, over one reused cipher.
/// One owner at a time.
final class AesGcm {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final SecretKey key;
    private final Cipher cipher;

    AesGcm(SealKey key) {
        this.key = key.aes();
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /// Writes ciphertext and tag: `length + TAG_BYTES` bytes.
    void seal(byte[] nonce, byte[] context, byte[] plain, int offset, int length, byte[] sealed, int sealedOffset) {
        try {
            start(Cipher.ENCRYPT_MODE, nonce, context);
            cipher.doFinal(plain, offset, length, sealed, sealedOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /// Writes `length - TAG_BYTES` bytes of plaintext, or returns false if nonce, context, key or bytes are not those
    /// that were sealed.
    boolean open(byte[] nonce, byte[] context, byte[] sealed, int offset, int length, byte[] plain, int plainOffset) {
        try {
            start(Cipher.DECRYPT_MODE, nonce, context);
            cipher.doFinal(sealed, offset, length, plain, plainOffset);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    private void start(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(context);
    }
}
