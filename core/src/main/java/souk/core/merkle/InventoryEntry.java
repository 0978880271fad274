package souk.core.merkle;

import java.util.Arrays;
import java.util.HexFormat;
import souk.core.hash.Sha256;

/// One shard in a lease's inventory.
///
/// @param root the shard's Merkle root, 32 bytes, which is its address
/// @param size the shard's size in bytes, a positive multiple of [MerkleTree#CELL_BYTES]
/// @param expiry unix seconds after which the provider may drop it, not negative
@SuppressWarnings("ArrayRecordComponent") // copied at both doors and compared by content below
public record InventoryEntry(byte[] root, long size, long expiry) implements Comparable<InventoryEntry> {
    public InventoryEntry {
        if (root.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a shard root has 32 bytes, not " + root.length);
        }
        if (size <= 0 || size % MerkleTree.CELL_BYTES != 0) {
            throw new IllegalArgumentException("a shard's size is a positive multiple of 1024: " + size);
        }
        if (expiry < 0) {
            throw new IllegalArgumentException("expiry before 1970: " + expiry);
        }
        root = root.clone();
    }

    @Override
    public byte[] root() {
        return root.clone();
    }

    /// The number of cells in the shard.
    public long cells() {
        return size / MerkleTree.CELL_BYTES;
    }

    /// By root as an unsigned number, the order of an inventory; then by size and expiry.
    @Override
    public int compareTo(InventoryEntry other) {
        int byRoot = Arrays.compareUnsigned(root, other.root);
        if (byRoot != 0) {
            return byRoot;
        }
        int bySize = Long.compare(size, other.size);
        return bySize != 0 ? bySize : Long.compare(expiry, other.expiry);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InventoryEntry that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(root) + Long.hashCode(size)) + Long.hashCode(expiry);
    }

    @Override
    public String toString() {
        return "InventoryEntry[root=" + HexFormat.of().formatHex(root) + ", size=" + size + ", expiry=" + expiry + "]";
    }
}
