package souk.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.bouncycastle.crypto.digests.KeccakDigest;
import souk.core.hash.Keccak256;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.SpanHasher;

/// How many bytes of a shard a core hashes to its root, beside plain SHA-256 over the same bytes; and what an
/// upload hashes of its plaintext, its root and MD5. Signed messages are hashed by Keccak-256, here beside Bouncy
/// Castle's.
final class MerkleBench implements Bench {
    private static final int SHARD = 1 << 20;
    /// The encoding of an order: a type's hash and eighteen words.
    private static final int MESSAGE = 19 * 32;

    @Override
    public List<Figure> measure(Setting setting) {
        var shard = new byte[SHARD];
        var sha256 = digest("SHA-256");
        var md5 = digest("MD5");
        var message = new byte[MESSAGE];
        return List.of(
                Processor.gigabytes("shard root", SHARD, () -> MerkleHasher.rootOf(shard)),
                Processor.gigabytes("plain SHA-256", SHARD, () -> sha256.digest(shard)),
                Processor.gigabytes(
                        "object root",
                        SHARD,
                        () -> new SpanHasher().append(shard, 0, SHARD).span().root()),
                Processor.gigabytes("MD5", SHARD, () -> md5.digest(shard)),
                Processor.gigabytes("Keccak-256 of an order", MESSAGE, () -> Keccak256.hash(message)),
                Processor.gigabytes("the same, Bouncy Castle", MESSAGE, () -> bouncyCastle(message)));
    }

    private static byte[] bouncyCastle(byte[] message) {
        var digest = new KeccakDigest(8 * Keccak256.BYTES);
        digest.update(message, 0, message.length);
        var out = new byte[Keccak256.BYTES];
        digest.doFinal(out, 0);
        return out;
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
