package souk.trust;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;

/// The key of a node: Ed25519 (RFC 8032). It names the node, signs its messages and opens its TLS connections.
///
/// Signatures are deterministic. Safe for use by several threads.
public final class NodeKey {
    /// Length of a signature in bytes.
    public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;
    /// Length of the secret seed in bytes.
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicKey;
    private final Did did;

    private NodeKey(byte[] seed) {
        this.seed = seed;
        this.publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.did = Did.of(Digest.of(publicKey));
    }

    /// A new key.
    public static NodeKey generate(SecureRandom random) {
        var seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new NodeKey(seed);
    }

    /// The key of a secret seed of 32 bytes, which is copied.
    ///
    /// @throws SoukException `BAD_REQUEST` when the length is wrong
    public static NodeKey of(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an Ed25519 seed has " + SEED_BYTES + " bytes");
        }
        return new NodeKey(seed.clone());
    }

    /// The node's name.
    public Did did() {
        return did;
    }

    /// The public key: the 32 bytes of RFC 8032, as the registry on chain holds them.
    public Digest publicKey() {
        return Digest.of(publicKey);
    }

    /// Signs the message itself (pure Ed25519, no prehash): 64 new bytes.
    public byte[] sign(byte[] message) {
        var signature = new byte[SIGNATURE_BYTES];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /// Whether `signature` is the signature of `signer` on `message`. A signature of a wrong length is not.
    public static boolean verify(Did signer, byte[] message, byte[] signature) {
        return signature.length == SIGNATURE_BYTES
                && Ed25519.verify(signature, 0, signer.publicKey().bytes(), 0, message, 0, message.length);
    }

    /// As [#verify], by a name that came from elsewhere: one that is malformed signed nothing.
    ///
    /// @param did `did:key:…`
    public static boolean isSigned(String did, byte[] message, byte[] signature) {
        try {
            return verify(new Did(did), message, signature);
        } catch (SoukException e) {
            return false;
        }
    }

    /// A copy of the secret, for the key store and TLS.
    byte[] seed() {
        return seed.clone();
    }

    /// The name only, never the secret.
    @Override
    public String toString() {
        return "NodeKey[" + did + "]";
    }
}
