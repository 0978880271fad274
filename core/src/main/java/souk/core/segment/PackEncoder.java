package souk.core.segment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.MerkleTree;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// Puts many small bodies into the shards of one segment. Each is sealed and coded as a segment of its own, with
/// its own key and id, and its cells follow those of the body before it in every shard; so a body is read and
/// opened without its neighbours, and whoever is given its key can open no other. What is shared is the shards:
/// one root, one place and one request each for all of the bodies.
///
/// One encoder serves one pack. One owner at a time.
public final class PackEncoder {
    private final ReedSolomon code;
    private final List<MerkleHasher> hashers;
    private long length;
    private int cells;

    public PackEncoder(ReedSolomon code) {
        this.code = code;
        this.hashers = SegmentEncoder.hashers(code.n());
    }

    /// Adds a body.
    ///
    /// @param key for this body alone
    /// @param sinks the same at each call, one for each shard
    /// @return the cell of every shard at which it begins
    /// @throws IOException from a sink; the pack is useless then
    /// @throws IllegalArgumentException for a body without bytes
    public int append(SealKey key, Digest id, byte[] body, List<? extends ShardSink> sinks) throws IOException {
        int first = cells;
        new SegmentEncoder(code, key, id, body.length, hashers).encode(new ByteArrayInputStream(body), sinks);
        cells = hashers.getFirst().cells();
        length += body.length;
        return first;
    }

    /// What was made of all bodies together.
    ///
    /// @throws IllegalArgumentException when there was none
    public EncodedSegment end() {
        var roots = hashers.stream().map(MerkleHasher::root).toList();
        return new EncodedSegment(length, (long) cells * MerkleTree.CELL_BYTES, roots);
    }
}
