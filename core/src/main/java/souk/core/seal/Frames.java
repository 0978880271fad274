package souk.core.seal;

import java.nio.ByteBuffer;
import souk.core.merkle.MerkleTree;
import souk.core.value.Digest;

/// The shape of a sealed segment: frames of k cells. A frame holds k × 1,024 - 16 bytes of plaintext; sealed, with its
/// tag, it fills its stripe of k cells exactly. The last frame is padded with zeros: the segment's length in its
/// manifest tells where they begin, and a reader cuts there.
///
/// Nonce: the frame's number as 96-bit big endian, unique because a key seals one segment once. Context (AAD): segment
/// id ‖ frame number u64 BE ‖ 1 if last, else 0: frames cannot be exchanged, reordered or cut off.
public final class Frames {
    /// Bytes the tag takes in each frame.
    public static final int TAG_BYTES = AesGcm.TAG_BYTES;

    /// Most bytes of plaintext in one segment: 64 MiB keeps shards at 10 of 24 below 7 MiB.
    public static final int MAX_SEGMENT_BYTES = 64 << 20;

    /// The JDK compiles its fast path after many calls, however large: without these, large writes start at a
    /// hundredth of full speed and stay there for hundreds of MiB.
    private static final int WARM_UP_CALLS = 30_000;

    private static final int WARM_UP_CELLS = 2;

    private Frames() {}

    /// Bytes of plaintext in a frame of `k` cells.
    public static int plainBytes(int k) {
        return sealedBytes(k) - TAG_BYTES;
    }

    /// Bytes of a sealed frame of `k` cells, which is a stripe.
    public static int sealedBytes(int k) {
        if (k < 1 || k > 255) {
            throw new IllegalArgumentException("a stripe has 1 to 255 cells, not " + k);
        }
        return k * MerkleTree.CELL_BYTES;
    }

    /// Frames of a segment of `length` bytes, which is also the cells of each of its shards.
    ///
    /// @throws IllegalArgumentException unless 1 ≤ length ≤ [#MAX_SEGMENT_BYTES]
    public static int count(int k, long length) {
        if (length < 1 || length > MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException("a segment has 1 to " + MAX_SEGMENT_BYTES + " bytes, not " + length);
        }
        return Math.toIntExact(Math.ceilDiv(length, plainBytes(k)));
    }

    /// Bytes of each shard of a segment of `length` bytes.
    public static long shardBytes(int k, long length) {
        return (long) count(k, length) * MerkleTree.CELL_BYTES;
    }

    /// The longest segment whose shards stay within `maxShardBytes`, at most [#MAX_SEGMENT_BYTES]: codes with few data
    /// shards need shorter segments where providers bound the size of a shard.
    ///
    /// @param maxShardBytes at least one cell
    public static long longestSegment(int k, long maxShardBytes) {
        long cells = maxShardBytes / MerkleTree.CELL_BYTES;
        if (cells < 1) {
            throw new IllegalArgumentException("no cell fits into " + maxShardBytes);
        }
        return Math.min(MAX_SEGMENT_BYTES, Math.min(cells, MAX_SEGMENT_BYTES) * plainBytes(k));
    }

    /// Makes sealing and opening fast before the first client waits for them: about half a second of one core. To be
    /// called once at start.
    public static void warmUp() {
        var key = SealKey.of(new byte[SealKey.BYTES]);
        var sealer = new FrameSealer(key, Digest.ZERO, WARM_UP_CELLS);
        var opener = new FrameOpener(key, Digest.ZERO, WARM_UP_CELLS);
        var plain = new byte[plainBytes(WARM_UP_CELLS)];
        var sealed = new byte[sealedBytes(WARM_UP_CELLS)];
        for (int frame = 0; frame < WARM_UP_CALLS; frame++) {
            sealer.seal(plain, 0, plain.length, sealed, 0);
            opener.open(frame, false, sealed, 0, plain, 0);
        }
    }

    static byte[] nonce(long frame) {
        return ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(0).putLong(frame).array();
    }

    static byte[] context(Digest segmentId, long frame, boolean last) {
        return ByteBuffer.allocate(Digest.BYTES + Long.BYTES + 1)
                .put(segmentId.bytes())
                .putLong(frame)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
