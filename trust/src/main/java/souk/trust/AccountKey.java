package souk.trust;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Keccak256;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Signature;

/// The key of an account on the chain: secp256k1. It signs orders, quotes, vouchers and transactions.
///
/// Signatures are deterministic (RFC 6979) with low s (EIP-2). Safe for use by several threads.
public final class AccountKey {
    /// Length of the secret in bytes.
    public static final int SECRET_BYTES = 32;

    private static final int RS_BYTES = 64;
    private static final int V_OFFSET = 27;
    /// Half the order of the curve (SEC 2, 2.4.1), rounded down: the largest s that is low.
    private static final BigInteger HALF_ORDER =
            new BigInteger("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", 16);

    private static final Secp256k1 CURVE = Secp256k1.get();

    private final byte[] secret;
    private final byte[] publicKey;
    private final Address address;

    private AccountKey(byte[] secret) {
        this.secret = secret;
        this.publicKey = CURVE.pubkeyCreate(secret);
        this.address = addressOf(publicKey);
    }

    /// A new key.
    public static AccountKey generate(SecureRandom random) {
        var secret = new byte[SECRET_BYTES];
        do {
            random.nextBytes(secret);
        } while (!CURVE.secKeyVerify(secret));
        return new AccountKey(secret);
    }

    /// The key of a secret of 32 bytes, which is copied.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is not a scalar from 1 to the order less 1
    public static AccountKey of(byte[] secret) {
        if (secret.length != SECRET_BYTES || !CURVE.secKeyVerify(secret)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a secp256k1 secret of 32 bytes");
        }
        return new AccountKey(secret.clone());
    }

    public Address address() {
        return address;
    }

    /// Signs 32 bytes as they are.
    public Signature sign(Digest digest) {
        var hash = digest.bytes();
        var rs = CURVE.sign(hash, secret, null);
        var signature = Arrays.copyOf(rs, Signature.BYTES);
        signature[RS_BYTES] = (byte) (V_OFFSET + recoveryId(rs, hash));
        return Signature.of(signature);
    }

    /// Signs a message in the domain of one market (EIP-712).
    public Signature sign(TypedData.Domain domain, TypedData.Message message) {
        return sign(TypedData.digest(domain, message));
    }

    /// The account that signed these 32 bytes.
    ///
    /// @throws SoukException `BAD_SIGNATURE` when v is not 27 or 28, s is high, or no key fits
    public static Address recover(Digest digest, Signature signature) {
        var bytes = signature.bytes();
        int recoveryId = bytes[RS_BYTES] - V_OFFSET;
        if (recoveryId != 0 && recoveryId != 1) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "v of a signature must be 27 or 28");
        }
        if (new BigInteger(1, bytes, 32, 32).compareTo(HALF_ORDER) > 0) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "s of a signature must be low");
        }
        try {
            return addressOf(CURVE.ecdsaRecover(Arrays.copyOf(bytes, RS_BYTES), digest.bytes(), recoveryId));
        } catch (Secp256k1Exception e) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "no key fits the signature", e);
        }
    }

    /// Whether the account itself signed the message. Knows nothing of contract accounts (ERC-1271).
    public static boolean verify(
            TypedData.Domain domain, TypedData.Message message, Signature signature, Address signer) {
        try {
            return recover(TypedData.digest(domain, message), signature).equals(signer);
        } catch (SoukException e) {
            return false;
        }
    }

    /// A copy of the secret, for the key store.
    byte[] secret() {
        return secret.clone();
    }

    /// The address only, never the secret.
    @Override
    public String toString() {
        return "AccountKey[" + address + "]";
    }

    /// The library's plain signature does not say which of the two points fits, so try the first.
    private int recoveryId(byte[] rs, byte[] hash) {
        return Arrays.equals(CURVE.ecdsaRecover(rs, hash, 0), publicKey) ? 0 : 1;
    }

    private static Address addressOf(byte[] uncompressedKey) {
        var point = Arrays.copyOfRange(uncompressedKey, 1, uncompressedKey.length);
        return Address.of(Arrays.copyOfRange(Keccak256.hash(point), 12, 32));
    }
}
