package souk.core.segment;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.core.erasure.ReedSolomon;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.MerkleTree;
import souk.core.seal.FrameSealer;
import souk.core.seal.Frames;
import souk.core.seal.SealKey;
import souk.core.value.Digest;

/// Turns a stream of plaintext into the shards of one segment: sealed in frames, cut into cells, parity added, each
/// shard's root computed on the way.
///
/// It works in batches of [#BATCH_STRIPES] stripes, or of fewer where the limit says that fewer come, and holds
/// one batch: 16 KiB a shard and as much plaintext as fits k of them, about 0.5 MiB at 10 of 20 for a long
/// segment. One encoder serves one segment.
public final class SegmentEncoder {
    /// Stripes in a batch: all shards of one stay in a core's second cache while they are sealed, coded and hashed.
    public static final int BATCH_STRIPES = 16;

    private final ReedSolomon code;
    private final FrameSealer sealer;
    private final long limit;
    private final byte[] plain;
    private final byte[] frame;
    private final byte[][] data;
    private final byte[][] parity;
    private final List<MerkleHasher> hashers;
    private boolean used;

    /// An encoder for a segment of at most [Frames#MAX_SEGMENT_BYTES].
    ///
    /// @param key for this segment alone
    public SegmentEncoder(ReedSolomon code, SealKey key, Digest segmentId) {
        this(code, key, segmentId, Frames.MAX_SEGMENT_BYTES);
    }

    /// An encoder that ends the segment at `limit` bytes of plaintext.
    public SegmentEncoder(ReedSolomon code, SealKey key, Digest segmentId, long limit) {
        this(code, key, segmentId, limit, hashers(code.n()));
    }

    /// An encoder whose shards go on where those that the hashers have seen ended.
    SegmentEncoder(ReedSolomon code, SealKey key, Digest segmentId, long limit, List<MerkleHasher> hashers) {
        if (limit < 1 || limit > Frames.MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException("a segment has 1 to " + Frames.MAX_SEGMENT_BYTES + " bytes");
        }
        int stripes = Math.min(BATCH_STRIPES, Frames.count(code.k(), limit));
        int batchCells = stripes * MerkleTree.CELL_BYTES;
        this.code = code;
        this.sealer = new FrameSealer(key, segmentId, code.k());
        this.limit = limit;
        this.plain = new byte[stripes * Frames.plainBytes(code.k()) + 1];
        this.frame = new byte[Frames.sealedBytes(code.k())];
        this.data = new byte[code.k()][batchCells];
        this.parity = new byte[code.n() - code.k()][batchCells];
        this.hashers = hashers;
    }

    static List<MerkleHasher> hashers(int n) {
        return Stream.generate(MerkleHasher::forRoot).limit(n).toList();
    }

    /// Reads up to the limit from `source`, which stays open and at the first byte after the segment, so that the
    /// next encoder can go on there.
    ///
    /// @param sinks one for each shard, by number; each gets its bytes in order, at most 16 KiB a call
    /// @return empty if the source had no more bytes; nothing was written then
    /// @throws IOException from the source or a sink; the shards written so far are useless then
    /// @throws IllegalStateException at a second call
    public Optional<EncodedSegment> encode(InputStream source, List<? extends ShardSink> sinks) throws IOException {
        if (sinks.size() != code.n()) {
            throw new IllegalArgumentException("need " + code.n() + " sinks, not " + sinks.size());
        }
        if (used) {
            throw new IllegalStateException("one encoder serves one segment");
        }
        used = true;
        long length = 0;
        int batch = plain.length - 1;
        int held = read(source, 0, Math.min(limit, plain.length));
        while (held > 0) {
            // The byte after a full batch tells whether it is the last, which its frame must say.
            boolean last = held <= batch;
            int taken = Math.min(held, batch);
            encodeBatch(taken, last, sinks);
            length += taken;
            held -= taken;
            plain[0] = plain[batch];
            held += held == 0 ? 0 : read(source, held, Math.min(limit - length, plain.length));
        }
        return length == 0 ? Optional.empty() : Optional.of(encoded(length));
    }

    /// Fills `plain` from `from` up to `to`, short only at the end of the source.
    private int read(InputStream source, int from, long to) throws IOException {
        return source.readNBytes(plain, from, (int) to - from);
    }

    private void encodeBatch(int length, boolean last, List<? extends ShardSink> sinks) throws IOException {
        int frameBytes = Frames.plainBytes(code.k());
        int stripes = Math.ceilDiv(length, frameBytes);
        for (int stripe = 0; stripe < stripes; stripe++) {
            int at = stripe * frameBytes;
            sealFrame(at, Math.min(frameBytes, length - at), last && stripe == stripes - 1);
            spread(stripe);
        }
        int cells = stripes * MerkleTree.CELL_BYTES;
        code.encode(data, parity, 0, cells);
        for (int shard = 0; shard < code.n(); shard++) {
            byte[] bytes = shard < code.k() ? data[shard] : parity[shard - code.k()];
            hashers.get(shard).append(bytes, 0, cells);
            sinks.get(shard).write(bytes, 0, cells);
        }
    }

    private void sealFrame(int at, int length, boolean last) {
        if (last) {
            sealer.sealLast(plain, at, length, frame, 0);
            return;
        }
        sealer.seal(plain, at, length, frame, 0);
    }

    private void spread(int stripe) {
        int at = stripe * MerkleTree.CELL_BYTES;
        for (int cell = 0; cell < code.k(); cell++) {
            System.arraycopy(frame, cell * MerkleTree.CELL_BYTES, data[cell], at, MerkleTree.CELL_BYTES);
        }
    }

    private EncodedSegment encoded(long length) {
        Arrays.fill(plain, (byte) 0);
        var roots = hashers.stream().map(MerkleHasher::root).toList();
        return new EncodedSegment(length, Frames.shardBytes(code.k(), length), roots);
    }
}
