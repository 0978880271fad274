package souk.core.merkle;

import java.util.Objects;
import souk.core.value.Digest;

/// One step of a path in a [SumTree]: the sibling on the way from the entry to the root.
///
/// @param side where the sibling stands
/// @param hash the sibling's hash
/// @param sum the bytes under the sibling, not negative
public record SumStep(Side side, Digest hash, long sum) {
    /// Where a sibling stands.
    public enum Side {
        LEFT,
        RIGHT
    }

    public SumStep {
        Objects.requireNonNull(side);
        Objects.requireNonNull(hash);
        if (sum < 0) {
            throw new IllegalArgumentException("negative sum " + sum);
        }
    }
}
