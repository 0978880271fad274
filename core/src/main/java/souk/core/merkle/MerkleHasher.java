package souk.core.merkle;

import java.util.Arrays;
import java.util.Objects;
import souk.core.hash.Sha256;
import souk.core.hash.Sha256Batch;
import souk.core.value.Digest;

/// Hashes a stream of bytes into the Merkle tree of its cells of [MerkleTree#CELL_BYTES] bytes without copying or
/// holding the stream.
///
/// It keeps one hash for each complete subtree on the left edge, as a binary counter keeps its set bits, so the root
/// costs O(log n) memory. One made by [#keepingLeaves()] keeps all leaf hashes too, 32 bytes a cell, for proofs.
/// A last cell shorter than 1,024 bytes is a shorter leaf. One owner at a time.
public final class MerkleHasher {
    /// Most cells one hasher takes: 2^20, a shard of 1 GiB; it bounds the leaf hashes held to 32 MiB.
    public static final int MAX_CELLS = 1 << 20;

    private static final int LEVELS = 21;
    /// Cells hashed in one call, as many as encoders and stores append at a time.
    private static final int BATCH_CELLS = 64;

    private final NodeHashing hashing = new NodeHashing();
    private final Sha256Batch batch;
    private final byte[] edge = new byte[(LEVELS + 1) * Sha256.BYTES];
    private final boolean keepsLeaves;
    private byte[] hashes = new byte[0];
    private byte[] leaves = new byte[0];
    private int cells;
    private int depth;
    private int filled;

    MerkleHasher(Sha256Batch batch, boolean keepsLeaves) {
        this.batch = batch;
        this.keepsLeaves = keepsLeaves;
    }

    /// A hasher that can tell the root only.
    public static MerkleHasher forRoot() {
        return new MerkleHasher(Sha256Batch.ofProcess(), false);
    }

    /// A hasher that can tell the whole tree.
    public static MerkleHasher keepingLeaves() {
        return new MerkleHasher(Sha256Batch.ofProcess(), true);
    }

    /// The root of the cells of `bytes`.
    public static Digest rootOf(byte[] bytes) {
        return forRoot().append(bytes, 0, bytes.length).root();
    }

    /// Appends bytes, at any cut.
    ///
    /// @throws IndexOutOfBoundsException if the range is outside the array
    /// @throws IllegalStateException beyond [#MAX_CELLS]
    public MerkleHasher append(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int position = offset;
        int end = offset + length;
        while (position < end) {
            int whole = complete((end - position) / MerkleTree.CELL_BYTES);
            if (whole > 1) {
                endCells(bytes, position, whole);
                position += whole * MerkleTree.CELL_BYTES;
                continue;
            }
            if (filled == 0) {
                hashing.beginLeaf();
            }
            int taken = Math.min(MerkleTree.CELL_BYTES - filled, end - position);
            hashing.extendLeaf(bytes, position, taken);
            filled += taken;
            position += taken;
            if (filled == MerkleTree.CELL_BYTES) {
                endCell();
            }
        }
        return this;
    }

    /// The number of cells so far, an unfinished one not counted.
    public int cells() {
        return cells;
    }

    /// Ends an unfinished last cell and gives the root. Appending may go on: the next byte starts a new cell.
    public Digest root() {
        endShortCell();
        if (depth == 0) {
            return Digest.of(Sha256.hash());
        }
        Digest root = hashAt(edge, depth - 1);
        for (int level = depth - 2; level >= 0; level--) {
            root = hashing.node(hashAt(edge, level), root);
        }
        return root;
    }

    /// Ends an unfinished last cell and gives the tree.
    ///
    /// @throws IllegalStateException if the hasher was made for the root only
    public MerkleTree tree() {
        if (!keepsLeaves) {
            throw new IllegalStateException("this hasher keeps no leaves");
        }
        endShortCell();
        return MerkleTree.ofLeafHashes(Arrays.copyOf(leaves, cells * Sha256.BYTES));
    }

    private void endShortCell() {
        if (filled > 0) {
            endCell();
        }
    }

    /// How many of so many cells to come make the next complete subtree, as far as one call hashes it.
    private int complete(int count) {
        if (filled > 0) {
            return 0;
        }
        int most = Math.min(Integer.highestOneBit(count), BATCH_CELLS);
        return cells == 0 ? most : Math.min(most, Integer.lowestOneBit(cells));
    }

    private void endCells(byte[] bytes, int offset, int count) {
        requireRoom(count);
        if (hashes.length == 0) {
            hashes = new byte[BATCH_CELLS * Sha256.BYTES];
        }
        batch.hash(NodeHashing.LEAF, bytes, offset, MerkleTree.CELL_BYTES, count, hashes, 0);
        keepLeaves(hashes, 0, count);
        for (int pairs = count / 2; pairs > 0; pairs /= 2) {
            batch.hash(NodeHashing.NODE, hashes, 0, 2 * Sha256.BYTES, pairs, hashes, 0);
        }
        System.arraycopy(hashes, 0, edge, depth * Sha256.BYTES, Sha256.BYTES);
        rise(count);
    }

    private void endCell() {
        requireRoom(1);
        hashing.endLeaf(edge, depth * Sha256.BYTES);
        keepLeaves(edge, depth * Sha256.BYTES, 1);
        filled = 0;
        rise(1);
    }

    private void requireRoom(int count) {
        if (cells > MAX_CELLS - count) {
            throw new IllegalStateException("more than " + MAX_CELLS + " cells");
        }
    }

    /// Joins the complete subtree of so many cells, just put at the end of the edge, with those of its size.
    private void rise(int count) {
        depth++;
        cells += count;
        for (int carry = cells / count; (carry & 1) == 0; carry >>= 1) {
            depth--;
            int left = (depth - 1) * Sha256.BYTES;
            hashing.pair(edge, left, edge, left);
        }
    }

    private void keepLeaves(byte[] from, int at, int count) {
        if (!keepsLeaves) {
            return;
        }
        int end = (cells + count) * Sha256.BYTES;
        if (end > leaves.length) {
            leaves = Arrays.copyOf(leaves, Math.max(end, leaves.length + (leaves.length >> 1)));
        }
        System.arraycopy(from, at, leaves, cells * Sha256.BYTES, count * Sha256.BYTES);
    }

    private static Digest hashAt(byte[] hashes, int index) {
        return Digest.of(Arrays.copyOfRange(hashes, index * Sha256.BYTES, (index + 1) * Sha256.BYTES));
    }
}
