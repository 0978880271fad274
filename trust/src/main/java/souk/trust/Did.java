package souk.trust;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;

/// The name of a node: a `did:key` of an Ed25519 key, so that the name itself says how to check a signature.
///
/// Source: the did:key method, W3C CCG; multicodec `ed25519-pub` 0xed 0x01; multibase `z` is base58btc.
///
/// @param text `did:key:z6Mk…`
public record Did(String text) implements Comparable<Did> {
    private static final String PREFIX = "did:key:z";
    private static final byte[] ED25519 = {(byte) 0xed, 0x01};
    private static final int ENCODED_BYTES = ED25519.length + Digest.BYTES;
    /// 34 bytes that start with 0xed need 47 letters of base58; the bound keeps decoding of hostile text cheap.
    private static final int LETTERS = 47;

    /// @throws SoukException `BAD_REQUEST` for another method, another key type or a key that is no point of the
    ///     curve
    public Did {
        // 47 letters that make these 34 bytes are their only spelling, since the first byte is not zero.
        if (!Ed25519.validatePublicKeyPartial(decode(text), 0)) {
            throw malformed();
        }
    }

    /// The name of this public key.
    ///
    /// @param publicKey the 32 bytes of RFC 8032
    public static Did of(Digest publicKey) {
        return new Did(encode(publicKey.bytes()));
    }

    /// The key the name carries: the 32 bytes of RFC 8032.
    public Digest publicKey() {
        return Digest.of(decode(text));
    }

    @Override
    public int compareTo(Did other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String encode(byte[] key) {
        var bytes = Arrays.copyOf(ED25519, ENCODED_BYTES);
        System.arraycopy(key, 0, bytes, ED25519.length, key.length);
        return PREFIX + Base58.encode(bytes);
    }

    private static byte[] decode(String text) {
        if (text.length() != PREFIX.length() + LETTERS || !text.startsWith(PREFIX)) {
            throw malformed();
        }
        var bytes = Base58.decode(text.substring(PREFIX.length()));
        if (bytes.length != ENCODED_BYTES || bytes[0] != ED25519[0] || bytes[1] != ED25519[1]) {
            throw malformed();
        }
        return Arrays.copyOfRange(bytes, ED25519.length, ENCODED_BYTES);
    }

    private static SoukException malformed() {
        return new SoukException(ErrorCode.BAD_REQUEST, "a DID must be a did:key of an Ed25519 key (did:key:z6Mk…)");
    }
}
