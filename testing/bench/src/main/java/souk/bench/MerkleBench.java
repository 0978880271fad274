package souk.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import souk.core.merkle.MerkleHasher;

/// How many bytes of a shard a core hashes to its root, beside plain SHA-256 over the same bytes.
final class MerkleBench implements Bench {
    private static final int SHARD = 1 << 20;

    @Override
    public List<Figure> measure(Setting setting) {
        var shard = new byte[SHARD];
        var digest = sha256();
        return List.of(
                Processor.gigabytes("shard root", SHARD, () -> MerkleHasher.rootOf(shard)),
                Processor.gigabytes("plain SHA-256", SHARD, () -> digest.digest(shard)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
