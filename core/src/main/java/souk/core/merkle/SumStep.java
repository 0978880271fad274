package souk.core.merkle;

import java.util.Arrays;
import java.util.HexFormat;
import souk.core.hash.Sha256;

/// One step of a path in a [SumTree]: the sibling on the way from the entry to the root.
///
/// @param side where the sibling stands
/// @param hash the sibling's hash, 32 bytes
/// @param sum the bytes under the sibling, not negative
@SuppressWarnings("ArrayRecordComponent") // copied at both doors and compared by content below
public record SumStep(Side side, byte[] hash, long sum) {
    /// Where a sibling stands; the ordinal is its number on the wire.
    public enum Side {
        LEFT,
        RIGHT
    }

    public SumStep {
        if (hash.length != Sha256.BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + hash.length);
        }
        if (sum < 0) {
            throw new IllegalArgumentException("negative sum " + sum);
        }
        hash = hash.clone();
    }

    @Override
    public byte[] hash() {
        return hash.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SumStep that && side == that.side && sum == that.sum && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(hash) + Long.hashCode(sum)) + side.hashCode();
    }

    @Override
    public String toString() {
        return "SumStep[side=" + side + ", hash=" + HexFormat.of().formatHex(hash) + ", sum=" + sum + "]";
    }
}
