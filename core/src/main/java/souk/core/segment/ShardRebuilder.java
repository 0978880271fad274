package souk.core.segment;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import souk.core.erasure.GfKernel;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.MerkleTree;
import souk.core.value.Digest;

/// Makes lost shards anew from k others, for repair. It needs no key, so anyone may be paid to do it: what it reads and
/// writes is checked by the roots in the manifest.
///
/// It holds one batch of 64 KiB a shard. Safe for use by many threads.
public final class ShardRebuilder {
    private static final int BATCH_BYTES = 64 * MerkleTree.CELL_BYTES;

    private final ReedSolomon code;
    private final List<Digest> roots;
    private final long shardBytes;

    /// @param roots of all shards, by number
    /// @param shardBytes bytes of each shard
    public ShardRebuilder(ReedSolomon code, List<Digest> roots, long shardBytes) {
        if (roots.size() != code.n() || shardBytes < 1 || shardBytes % MerkleTree.CELL_BYTES != 0) {
            throw new IllegalArgumentException(roots.size() + " shards of " + shardBytes + " bytes");
        }
        this.code = code;
        this.roots = List.copyOf(roots);
        this.shardBytes = shardBytes;
    }

    /// Writes the shards in `lost`, by number. The bytes are known to be right only when this returns, so sinks must be
    /// able to drop them.
    ///
    /// @param sources k different shards
    /// @throws IOException from a source or a sink: nothing written is of use then
    public Rebuilt rebuild(List<? extends ShardSource> sources, Map<Integer, ShardSink> lost) throws IOException {
        var sinks = new TreeMap<>(lost);
        GfKernel.Product recovery =
                code.recovery(sources.stream().map(ShardSource::number).toList(), List.copyOf(sinks.keySet()));
        List<MerkleHasher> hashers =
                Stream.generate(MerkleHasher::forRoot).limit(sources.size()).toList();
        var from = new byte[sources.size()][BATCH_BYTES];
        var to = new byte[sinks.size()][BATCH_BYTES];
        for (long position = 0; position < shardBytes; position += BATCH_BYTES) {
            int length = (int) Math.min(BATCH_BYTES, shardBytes - position);
            for (int i = 0; i < from.length; i++) {
                sources.get(i).read(position, from[i], 0, length);
                hashers.get(i).append(from[i], 0, length);
            }
            recovery.apply(from, to, 0, length);
            int next = 0;
            for (ShardSink sink : sinks.values()) {
                sink.write(to[next++], 0, length);
            }
        }
        return outcome(sources, hashers);
    }

    private Rebuilt outcome(List<? extends ShardSource> sources, List<MerkleHasher> hashers) {
        var corrupt = new TreeSet<Integer>();
        for (int i = 0; i < hashers.size(); i++) {
            int shard = sources.get(i).number();
            if (!hashers.get(i).root().equals(roots.get(shard))) {
                corrupt.add(shard);
            }
        }
        return corrupt.isEmpty() ? new Rebuilt.Complete() : new Rebuilt.CorruptSources(corrupt);
    }
}
