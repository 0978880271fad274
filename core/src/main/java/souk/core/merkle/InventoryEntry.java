package souk.core.merkle;

import java.util.Comparator;
import java.util.Objects;
import souk.core.value.Digest;

/// One shard in a lease's inventory. Ordered by root as an unsigned number, then by size and expiry.
///
/// @param root the shard's Merkle root, which is its address
/// @param size the shard's size in bytes, a positive multiple of [MerkleTree#CELL_BYTES]
/// @param expiry unix seconds after which the provider may drop it, not negative
public record InventoryEntry(Digest root, long size, long expiry) implements Comparable<InventoryEntry> {
    private static final Comparator<InventoryEntry> ORDER = Comparator.comparing(InventoryEntry::root)
            .thenComparingLong(InventoryEntry::size)
            .thenComparingLong(InventoryEntry::expiry);

    public InventoryEntry {
        Objects.requireNonNull(root);
        if (size <= 0 || size % MerkleTree.CELL_BYTES != 0) {
            throw new IllegalArgumentException("a shard's size is a positive multiple of 1024: " + size);
        }
        if (expiry < 0) {
            throw new IllegalArgumentException("expiry before 1970: " + expiry);
        }
    }

    /// The number of cells in the shard.
    public long cells() {
        return size / MerkleTree.CELL_BYTES;
    }

    @Override
    public int compareTo(InventoryEntry other) {
        return ORDER.compare(this, other);
    }
}
