package souk.sdk.storage;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleHasher;
import souk.core.placement.Profile;
import souk.core.value.Digest;

/// The shards of one segment in memory. Those that shall be kept are coded with the segment; the spares, a sixth
/// of all at 10 of 24, are computed when one is needed, which in a healthy market is never.
final class CodedShards {
    private final Profile profile;
    private final List<ShardBuffer> kept;

    /// @param bytes of each shard, at the most
    CodedShards(Profile profile, int bytes, IdleBuffers idle) {
        this.profile = profile;
        this.kept = Stream.generate(() -> new ShardBuffer(idle.take(bytes)))
                .limit(profile.success())
                .toList();
    }

    /// The code that makes the shards which shall be kept.
    static ReedSolomon code(Profile profile) {
        return ReedSolomon.of(profile.k(), profile.success());
    }

    /// Where that code writes them.
    List<ShardBuffer> sinks() {
        return kept;
    }

    /// A shard with its address.
    @SuppressWarnings("ArrayRecordComponent") // sent, never compared
    record Shard(Digest root, byte[] bytes) {}

    /// When nobody reads a shard any more.
    void giveTo(IdleBuffers idle) {
        kept.forEach(buffer -> buffer.giveTo(idle));
    }

    /// The shard of that number, once all are coded.
    ///
    /// @param roots of those that are kept
    Shard shard(int number, List<Digest> roots) {
        return number < kept.size()
                ? new Shard(roots.get(number), kept.get(number).bytes())
                : spare(number);
    }

    /// A code with more parity extends one with less, so readers see one code.
    private Shard spare(int number) {
        var all = ReedSolomon.of(profile.k(), profile.attempts());
        var have = IntStream.range(0, profile.k()).boxed().toList();
        var data = have.stream().map(shard -> kept.get(shard).bytes()).toArray(byte[][]::new);
        var computed = new byte[1][data[0].length];
        all.recovery(have, List.of(number)).apply(data, computed, 0, data[0].length);
        return new Shard(MerkleHasher.rootOf(computed[0]), computed[0]);
    }
}
