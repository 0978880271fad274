package souk.core.merkle;

import java.nio.ByteBuffer;
import java.util.List;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// The root of an object: a Merkle sum tree over its spans, which commits to every byte, to each one's
/// place and to the size. It follows from the bytes and the sizes of the parts alone, so whoever has them
/// needs nobody to tell it.
///
/// leaf = SHA-256(0x00 ‖ span root ‖ length), node = SHA-256(0x01 ‖ left ‖ bytes left ‖ right ‖ bytes
/// right), numbers as unsigned 64-bit big endian, the split rule of RFC 6962; an object without bytes:
/// SHA-256 of nothing.
public final class ObjectTree {
    /// The root of an object without bytes.
    public static final Digest EMPTY = Digest.of(Sha256.hash());

    private ObjectTree() {}

    /// A subtree and the bytes below it.
    ///
    /// @param bytes not negative
    record Node(Digest hash, long bytes) {
        static Node leaf(SpanRoot span) {
            return new Node(
                    Digest.of(Sha256.hash(ByteBuffer.allocate(1 + Sha256.BYTES + Long.BYTES)
                            .put((byte) 0x00)
                            .put(span.root().bytes())
                            .putLong(span.length())
                            .array())),
                    span.length());
        }

        /// @throws ArithmeticException for more bytes than there can be
        static Node join(Node left, Node right) {
            return new Node(
                    SumTree.nodeHash(left.hash, left.bytes, right.hash, right.bytes),
                    Math.addExact(left.bytes, right.bytes));
        }
    }

    /// The root of an object made of these spans.
    public static Digest root(List<SpanRoot> spans) {
        return spans.isEmpty() ? EMPTY : node(spans, 0, spans.size()).hash();
    }

    /// The root of an object written at once.
    public static Digest root(Span span) {
        return span.length() == 0 ? EMPTY : root(List.of(new SpanRoot(span.length(), span.root())));
    }

    static Node node(List<SpanRoot> spans, int from, int to) {
        if (to - from == 1) {
            return Node.leaf(spans.get(from));
        }
        int split = from + Integer.highestOneBit(to - from - 1);
        return Node.join(node(spans, from, split), node(spans, split, to));
    }
}
