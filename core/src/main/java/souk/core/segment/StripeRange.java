package souk.core.segment;

import souk.core.merkle.MerkleTree;

/// Consecutive stripes of a segment, which are the same cells of each of its shards.
///
/// @param first the first stripe
/// @param count at least one
public record StripeRange(int first, int count) {
    public StripeRange {
        if (first < 0 || count < 1) {
            throw new IllegalArgumentException("no such stripes: " + first + " + " + count);
        }
    }

    /// Where the range begins in each shard.
    public long shardOffset() {
        return (long) first * MerkleTree.CELL_BYTES;
    }

    /// How many bytes it takes of each shard.
    public int shardLength() {
        return Math.multiplyExact(count, MerkleTree.CELL_BYTES);
    }
}
