package souk.core.merkle;

import java.util.Objects;
import souk.core.value.Digest;

/// A run of an object's bytes that was written at once: a whole object, or one part of it.
///
/// @param length in bytes, more than none
/// @param root of the Merkle tree over its cells of [MerkleTree#CELL_BYTES] bytes
public record SpanRoot(long length, Digest root) {
    public SpanRoot {
        if (length < 1) {
            throw new IllegalArgumentException("a span has bytes: " + length);
        }
        Objects.requireNonNull(root, "root");
    }
}
