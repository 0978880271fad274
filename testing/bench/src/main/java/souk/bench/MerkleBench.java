package souk.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.SpanHasher;

/// How many bytes of a shard a core hashes to its root, beside plain SHA-256 over the same bytes; and what an
/// upload hashes of its plaintext, its root and MD5.
final class MerkleBench implements Bench {
    private static final int SHARD = 1 << 20;

    @Override
    public List<Figure> measure(Setting setting) {
        var shard = new byte[SHARD];
        var sha256 = digest("SHA-256");
        var md5 = digest("MD5");
        return List.of(
                Processor.gigabytes("shard root", SHARD, () -> MerkleHasher.rootOf(shard)),
                Processor.gigabytes("plain SHA-256", SHARD, () -> sha256.digest(shard)),
                Processor.gigabytes(
                        "object root",
                        SHARD,
                        () -> new SpanHasher().append(shard, 0, SHARD).span().root()),
                Processor.gigabytes("MD5", SHARD, () -> md5.digest(shard)));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
