package souk.core.merkle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.core.value.Digest;

/// Makes proofs of ranges from the roots that are kept of an object, and at most two chunks of its bytes.
public final class RangeProver {
    private final List<SpanRoot> spans;
    private final Source source;
    private final Map<Long, MerkleTree> cells = new HashMap<>();

    /// Where the rest of an object is.
    public interface Source {
        /// The roots of a span's chunks; only asked of spans of more than one.
        byte[] chunks(int span) throws IOException;

        /// The bytes of one chunk.
        byte[] plain(long from, long toExclusive) throws IOException;
    }

    /// @param spans of the object; the root of a span of one chunk is not needed where the object has no other
    public RangeProver(List<SpanRoot> spans, Source source) {
        this.spans = List.copyOf(spans);
        this.source = source;
    }

    /// A span that a range touches.
    ///
    /// @param start in the object
    /// @param from first byte of the range in the span
    /// @param to one after the last
    private record Touched(int index, long start, long length, long from, long to) {
        Frontier frontier() {
            return new Frontier(
                    Math.ceilDiv(length, MerkleTree.CELL_BYTES),
                    from / MerkleTree.CELL_BYTES,
                    Math.ceilDiv(to, MerkleTree.CELL_BYTES));
        }
    }

    /// The proof of a range.
    ///
    /// @throws IllegalArgumentException if it touches more than [RangeProof#MAX_SPANS] spans or has no bytes
    public RangeProof prove(long from, long toExclusive) throws IOException {
        if (spans.isEmpty()) {
            return RangeProof.OF_NOTHING;
        }
        var touched = touched(from, toExclusive);
        if (touched.isEmpty() || touched.size() > RangeProof.MAX_SPANS) {
            throw new IllegalArgumentException("a proof of " + touched.size() + " spans");
        }
        int first = touched.getFirst().index;
        var outer = new Frontier(spans.size(), first, first + touched.size());
        var beside = outer.nodes().stream()
                .map(node -> ObjectTree.node(spans, (int) node.from(), (int) node.to()))
                .map(node -> new RangeProof.ObjectTreeNode(node.hash(), node.bytes()))
                .toList();
        List<Digest> inner = new ArrayList<>(inner(touched.getFirst()));
        if (touched.size() > 1) {
            inner.addAll(inner(touched.getLast()));
        }
        return new RangeProof(
                spans.size(),
                first,
                touched.stream().map(Touched::length).toList(),
                beside,
                before(touched.getFirst()),
                after(touched.getLast()),
                inner);
    }

    private List<Touched> touched(long from, long toExclusive) {
        List<Touched> touched = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < spans.size(); i++) {
            long length = spans.get(i).length();
            if (start < toExclusive && start + length > from) {
                touched.add(new Touched(
                        i,
                        start,
                        length,
                        Math.max(from, start) - start,
                        Math.min(toExclusive, start + length) - start));
            }
            start += length;
        }
        return touched;
    }

    private List<Digest> inner(Touched span) throws IOException {
        List<Digest> hashes = new ArrayList<>();
        var nodes = span.frontier().nodes();
        long all = Math.ceilDiv(span.length, MerkleTree.CELL_BYTES);
        var chunks = MerkleTree.ofLeafHashes(
                all > Span.CHUNK_CELLS && !nodes.isEmpty() ? source.chunks(span.index) : new byte[0]);
        for (var node : nodes) {
            boolean whole =
                    node.from() % Span.CHUNK_CELLS == 0 && (node.to() % Span.CHUNK_CELLS == 0 || node.to() == all);
            hashes.add(whole ? chunks.subtreeRoot(chunk(node.from()), chunk(node.to() - 1) + 1) : inChunk(span, node));
        }
        return hashes;
    }

    private Digest inChunk(Touched span, Frontier.Node node) throws IOException {
        int chunk = chunk(node.from());
        long start = span.start + (long) chunk * Span.CHUNK_BYTES;
        var tree = cells.get(start);
        if (tree == null) {
            var plain = plain(span, chunk);
            tree = MerkleHasher.keepingLeaves().append(plain, 0, plain.length).tree();
            cells.put(start, tree);
        }
        int base = chunk * Span.CHUNK_CELLS;
        return tree.subtreeRoot((int) node.from() - base, (int) node.to() - base);
    }

    private byte[] before(Touched span) throws IOException {
        int lead = (int) (span.from % MerkleTree.CELL_BYTES);
        return lead == 0 ? new byte[0] : cut(span, span.from - lead, span.from);
    }

    private byte[] after(Touched span) throws IOException {
        long end = Math.min(span.length, Math.ceilDiv(span.to, MerkleTree.CELL_BYTES) * (long) MerkleTree.CELL_BYTES);
        return end == span.to ? new byte[0] : cut(span, span.to, end);
    }

    private byte[] cut(Touched span, long from, long to) throws IOException {
        int chunk = (int) (from / Span.CHUNK_BYTES);
        int base = (int) (from - (long) chunk * Span.CHUNK_BYTES);
        return Arrays.copyOfRange(plain(span, chunk), base, base + (int) (to - from));
    }

    private byte[] plain(Touched span, int chunk) throws IOException {
        long first = (long) chunk * Span.CHUNK_BYTES;
        return source.plain(span.start + first, span.start + Math.min(span.length, first + Span.CHUNK_BYTES));
    }

    private static int chunk(long cell) {
        return (int) (cell / Span.CHUNK_CELLS);
    }
}
