package souk.core.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import souk.core.hash.Sha256;
import souk.core.hash.Sha256Batch;
import souk.core.value.Digest;

/// A SHA-256 Merkle tree by RFC 6962: leaf = H(0x00 ‖ bytes), node = H(0x01 ‖ left ‖ right), the left subtree holds the
/// largest power of two smaller than the size. The root of no leaves is SHA-256 of nothing.
///
/// That split rule equals pairing neighbours level by level and lifting an odd last node unchanged, which is how the
/// levels are kept here: 64 bytes of heap a leaf, paths in O(log n).
///
/// Verification follows RFC 9162, sections 2.1.3.2 and 2.1.4.2. Immutable.
public final class MerkleTree {
    /// Bytes of one cell: the leaf of a shard's tree, small enough to be revealed in a transaction.
    public static final int CELL_BYTES = 1_024;

    private static final Digest EMPTY_ROOT = Digest.of(Sha256.hash());

    private final byte[][] levels;

    private MerkleTree(byte[][] levels) {
        this.levels = levels;
    }

    /// The tree over `leaves` of any length.
    public static MerkleTree of(List<byte[]> leaves) {
        var hashes = new byte[Math.multiplyExact(leaves.size(), Sha256.BYTES)];
        var hashing = new NodeHashing();
        for (int i = 0; i < leaves.size(); i++) {
            byte[] leaf = leaves.get(i);
            hashing.leaf(leaf, 0, leaf.length, hashes, i * Sha256.BYTES);
        }
        return ofLeafHashes(hashes);
    }

    /// The tree over leaf hashes that lie one after another, 32 bytes each, as [#leafHashes()] gives them.
    ///
    /// @throws IllegalArgumentException if the length is no multiple of 32
    public static MerkleTree ofLeafHashes(byte[] leafHashes) {
        if (leafHashes.length % Sha256.BYTES != 0) {
            throw new IllegalArgumentException("leaf hashes must be a multiple of 32 bytes: " + leafHashes.length);
        }
        var levels = new ArrayList<byte[]>();
        levels.add(leafHashes.clone());
        var batch = Sha256Batch.ofProcess();
        while (levels.getLast().length > Sha256.BYTES) {
            levels.add(parents(levels.getLast(), batch));
        }
        return new MerkleTree(levels.toArray(byte[][]::new));
    }

    /// The hash of one leaf, H(0x00 ‖ leaf).
    public static Digest leafHash(byte[] leaf) {
        var hash = new byte[Sha256.BYTES];
        new NodeHashing().leaf(leaf, 0, leaf.length, hash, 0);
        return Digest.of(hash);
    }

    /// The number of leaves.
    public int size() {
        return levels[0].length / Sha256.BYTES;
    }

    /// The root.
    public Digest root() {
        return size() == 0 ? EMPTY_ROOT : hashAt(levels[levels.length - 1], 0);
    }

    /// All leaf hashes one after another, worth keeping beside a shard: the tree follows from them without the shard.
    public byte[] leafHashes() {
        return levels[0].clone();
    }

    /// The audit path of the leaf at `index`, from its sibling up to the root's child.
    ///
    /// @throws IndexOutOfBoundsException if there is no such leaf
    public List<Digest> inclusionPath(int index) {
        Objects.checkIndex(index, size());
        var path = new ArrayList<Digest>();
        int node = index;
        for (byte[] level : levels) {
            int sibling = node ^ 1;
            if (sibling < level.length / Sha256.BYTES) {
                path.add(hashAt(level, sibling));
            }
            node >>= 1;
        }
        return path;
    }

    /// The proof that the tree of the first `earlier` leaves is a prefix of this one (RFC 9162, 2.1.4.1).
    ///
    /// @throws IllegalArgumentException unless 0 ≤ earlier ≤ size
    public List<Digest> consistencyPath(int earlier) {
        if (earlier < 0 || earlier > size()) {
            throw new IllegalArgumentException("no earlier tree of size " + earlier + " in one of " + size());
        }
        var path = new ArrayList<Digest>();
        if (earlier > 0) {
            collectConsistency(earlier, 0, size(), true, path);
        }
        return path;
    }

    /// Whether `leafHash` is the leaf at `index` of the tree of `size` leaves under `root`. Anything malformed is
    /// false.
    public static boolean verifyInclusion(Digest root, Digest leafHash, long index, long size, List<Digest> path) {
        if (index < 0 || index >= size) {
            return false;
        }
        var hashing = new NodeHashing();
        Digest hash = leafHash;
        long node = index;
        long last = size - 1;
        for (Digest sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = hashing.node(sibling, hash);
                int lifted = (node & 1) == 1 ? 0 : Long.numberOfTrailingZeros(node);
                node >>= lifted;
                last >>= lifted;
            } else {
                hash = hashing.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /// Whether the tree of `earlier` leaves under `earlierRoot` is a prefix of the tree of `later` leaves under
    /// `laterRoot`. Every tree extends the empty one, whose root must then be the empty root and the path empty.
    /// Anything malformed is false.
    public static boolean verifyConsistency(
            long earlier, long later, Digest earlierRoot, Digest laterRoot, List<Digest> path) {
        if (earlier < 0 || earlier > later) {
            return false;
        }
        if (earlier == later) {
            return path.isEmpty() && earlierRoot.equals(laterRoot);
        }
        if (earlier == 0) {
            return path.isEmpty() && earlierRoot.equals(EMPTY_ROOT);
        }
        boolean startsAtRoot = Long.bitCount(earlier) == 1;
        if (!startsAtRoot && path.isEmpty()) {
            return false;
        }
        Digest seed = startsAtRoot ? earlierRoot : path.getFirst();
        return foldConsistency(
                earlier, later, earlierRoot, laterRoot, seed, path.subList(startsAtRoot ? 0 : 1, path.size()));
    }

    private static boolean foldConsistency(
            long earlier, long later, Digest earlierRoot, Digest laterRoot, Digest seed, List<Digest> path) {
        var hashing = new NodeHashing();
        int complete = Long.numberOfTrailingZeros(earlier);
        long node = (earlier - 1) >> complete;
        long last = (later - 1) >> complete;
        Digest first = seed;
        Digest second = seed;
        for (Digest sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                first = hashing.node(sibling, first);
                second = hashing.node(sibling, second);
                int lifted = (node & 1) == 1 ? 0 : Long.numberOfTrailingZeros(node);
                node >>= lifted;
                last >>= lifted;
            } else {
                second = hashing.node(second, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && first.equals(earlierRoot) && second.equals(laterRoot);
    }

    private void collectConsistency(int earlier, int from, int to, boolean startsAtRoot, List<Digest> path) {
        if (earlier == to - from) {
            if (!startsAtRoot) {
                path.add(subtreeRoot(from, to));
            }
            return;
        }
        int split = Integer.highestOneBit(to - from - 1);
        if (earlier <= split) {
            collectConsistency(earlier, from, from + split, startsAtRoot, path);
            path.add(subtreeRoot(from + split, to));
            return;
        }
        collectConsistency(earlier - split, from + split, to, false, path);
        path.add(subtreeRoot(from, from + split));
    }

    /// The root of leaves [from, to), which is a node of this tree: either complete, or the right edge.
    Digest subtreeRoot(int from, int to) {
        int height = Integer.SIZE - Integer.numberOfLeadingZeros(to - from - 1);
        return hashAt(levels[height], from >> height);
    }

    private static byte[] parents(byte[] children, Sha256Batch batch) {
        int count = children.length / Sha256.BYTES;
        var parents = new byte[(count + 1) / 2 * Sha256.BYTES];
        batch.hash(NodeHashing.NODE, children, 0, 2 * Sha256.BYTES, count / 2, parents, 0);
        if (count % 2 == 1) {
            System.arraycopy(
                    children, children.length - Sha256.BYTES, parents, parents.length - Sha256.BYTES, Sha256.BYTES);
        }
        return parents;
    }

    private static Digest hashAt(byte[] level, int index) {
        return Digest.of(Arrays.copyOfRange(level, index * Sha256.BYTES, (index + 1) * Sha256.BYTES));
    }
}
