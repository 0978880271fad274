package souk.core.merkle;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import souk.core.value.Digest;

/// A provider's answer for one cell of its inventory: the cell, its path to the shard's root, and the shard's path to
/// the inventory's root. It proves possession to anyone who knows the co-signed root and total.
///
/// @param leaf the cell's 1,024 bytes
/// @param entry the shard that holds it
/// @param shardPath sibling hashes from the cell to `entry.root()`
/// @param sumPath from the shard to the inventory root
@SuppressWarnings("ArrayRecordComponent") // a carrier from the wire to verify(); compared by content below
public record AuditAnswer(byte[] leaf, InventoryEntry entry, List<Digest> shardPath, List<SumStep> sumPath) {
    public AuditAnswer {
        leaf = leaf.clone();
        shardPath = List.copyOf(shardPath);
        sumPath = List.copyOf(sumPath);
    }

    @Override
    public byte[] leaf() {
        return leaf.clone();
    }

    /// Whether this proves cell `cell` of the inventory of `total` bytes under `root`. Never throws on what a provider
    /// sent.
    public boolean proves(Digest root, long total, long cell) {
        if (leaf.length != MerkleTree.CELL_BYTES || cell < 0 || cell >= total / MerkleTree.CELL_BYTES) {
            return false;
        }
        OptionalLong offset = SumTree.verify(root, total, cell * MerkleTree.CELL_BYTES, entry, sumPath);
        return offset.isPresent()
                && offset.getAsLong() % MerkleTree.CELL_BYTES == 0
                && MerkleTree.verifyInclusion(
                        entry.root(),
                        MerkleTree.leafHash(leaf),
                        offset.getAsLong() / MerkleTree.CELL_BYTES,
                        entry.cells(),
                        shardPath);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditAnswer that
                && Arrays.equals(leaf, that.leaf)
                && entry.equals(that.entry)
                && shardPath.equals(that.shardPath)
                && sumPath.equals(that.sumPath);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(leaf) + Objects.hash(entry, shardPath, sumPath);
    }

    @Override
    public String toString() {
        return "AuditAnswer[entry=" + entry + "]";
    }
}
