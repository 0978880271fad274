package souk.core.merkle;

import java.util.Iterator;
import java.util.OptionalLong;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// Checks one range against a root: the bytes give the roots of the spans they touch, those give the
/// object's.
///
/// What a proof says of numbers is checked by its use: a wrong count or length gives another tree, so
/// another root.
final class RangeCheck {
    private final RangeProof proof;
    private final long from;
    private final byte[] bytes;
    private final NodeHashing hashing = new NodeHashing();
    private final Iterator<RangeProof.ObjectTreeNode> beside;
    private final Iterator<Digest> inner;

    RangeCheck(RangeProof proof, long from, byte[] bytes) {
        this.proof = proof;
        this.from = from;
        this.bytes = bytes;
        this.beside = proof.beside().iterator();
        this.inner = proof.inner().iterator();
    }

    OptionalLong run(Digest root) {
        if (bytes.length == 0) {
            return proof.spans() == 0 && root.equals(ObjectTree.EMPTY) ? OptionalLong.of(0) : OptionalLong.empty();
        }
        var outer = new Frontier(
                proof.spans(), proof.first(), proof.first() + proof.lengths().size());
        long start = start(outer);
        long end = proof.lengths().stream().reduce(start, Math::addExact);
        require(start <= from && from + bytes.length <= end);
        var node = outer.fold(new Frontier.Fold<ObjectTree.Node>() {
            private long at = start;

            @Override
            public ObjectTree.Node told(Frontier.Node node) {
                var told = beside.next();
                require(told.bytes() > 0);
                return new ObjectTree.Node(told.hash(), told.bytes());
            }

            @Override
            public ObjectTree.Node leaf(long index) {
                long length = proof.lengths().get((int) (index - proof.first()));
                var span = new SpanRoot(length, span(at, length));
                at = Math.addExact(at, length);
                return ObjectTree.Node.leaf(span);
            }

            @Override
            public ObjectTree.Node join(ObjectTree.Node left, ObjectTree.Node right) {
                return ObjectTree.Node.join(left, right);
            }
        });
        boolean used = !beside.hasNext() && !inner.hasNext();
        return used && node.hash().equals(root) ? OptionalLong.of(node.bytes()) : OptionalLong.empty();
    }

    /// Where the first span touched begins: behind all that is told left of it.
    private long start(Frontier outer) {
        var nodes = outer.nodes();
        require(nodes.size() == proof.beside().size());
        long start = 0;
        for (int i = 0; i < nodes.size() && nodes.get(i).to() <= proof.first(); i++) {
            start = Math.addExact(start, proof.beside().get(i).bytes());
        }
        return start;
    }

    /// The root of a span by the bytes that are in it.
    private Digest span(long start, long length) {
        long x = Math.max(from, start) - start;
        long y = Math.min(from + bytes.length, start + length) - start;
        require(x < y);
        long cells = Math.ceilDiv(length, MerkleTree.CELL_BYTES);
        var frontier = new Frontier(cells, x / MerkleTree.CELL_BYTES, Math.ceilDiv(y, MerkleTree.CELL_BYTES));
        // Only the range may end inside a span, and there its cell is filled up from the proof.
        int lead = (int) (x % MerkleTree.CELL_BYTES);
        int rest = (int) (Math.min(length, frontier.to() * MerkleTree.CELL_BYTES) - y);
        require(start + x == from ? lead == proof.before().length : x == 0);
        require(start + y == from + bytes.length ? rest == proof.after().length : y == length);
        return Digest.of(frontier.fold(new Frontier.Fold<byte[]>() {
            @Override
            public byte[] told(Frontier.Node node) {
                require(inner.hasNext());
                return inner.next().bytes();
            }

            @Override
            public byte[] leaf(long index) {
                long cell = start + index * MerkleTree.CELL_BYTES;
                return cell(cell, Math.min(cell + MerkleTree.CELL_BYTES, start + length));
            }

            @Override
            public byte[] join(byte[] left, byte[] right) {
                return hashing.node(left, right);
            }
        }));
    }

    private byte[] cell(long first, long end) {
        hashing.beginLeaf();
        if (first < from) {
            hashing.extendLeaf(proof.before(), 0, proof.before().length);
        }
        long begin = Math.max(first, from);
        hashing.extendLeaf(bytes, (int) (begin - from), (int) (Math.min(end, from + bytes.length) - begin));
        if (end > from + bytes.length) {
            hashing.extendLeaf(proof.after(), 0, proof.after().length);
        }
        var hash = new byte[Sha256.BYTES];
        hashing.endLeaf(hash, 0);
        return hash;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("out of place");
        }
    }
}
