package souk.core.merkle;

import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// What is kept of a span to prove its ranges: 32 bytes a MiB. What lies below is hashed anew from the MiB
/// itself.
///
/// @param length in bytes
/// @param chunks the roots of its chunks of [#CHUNK_BYTES] bytes, one after another
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Span(long length, byte[] chunks) {
    /// Bytes of a chunk: few enough to read beside a range, and a power of two cells, so that its root is a
    /// node.
    public static final int CHUNK_BYTES = 1 << 20;

    static final int CHUNK_CELLS = CHUNK_BYTES / MerkleTree.CELL_BYTES;

    public Span {
        if (chunks.length != Math.ceilDiv(length, CHUNK_BYTES) * Sha256.BYTES) {
            throw new IllegalArgumentException("a span of " + length + " bytes has not " + chunks.length);
        }
    }

    /// The root of the tree over the cells; SHA-256 of nothing if there are none.
    public Digest root() {
        return MerkleTree.ofLeafHashes(chunks).root();
    }
}
