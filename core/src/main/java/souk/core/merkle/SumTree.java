package souk.core.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// The inventory of a lease: a Merkle tree over its shards, sorted by root, whose nodes also commit to the bytes below
/// them. The root therefore proves the total that is billed, and a path proves which shard holds a given byte, so an
/// auditor can sample bytes uniformly while knowing nothing of the shards.
///
/// leaf = SHA-256(0x00 ‖ root ‖ size ‖ expiry), node = SHA-256(0x01 ‖ left ‖ leftSum ‖ right ‖ rightSum), numbers as
/// unsigned 64-bit big endian, the split rule of RFC 6962; no shards: SHA-256 of nothing, total 0.
///
/// A verifier must check the sums along the path it sees, which [#verify] does: a root alone does not show that its
/// maker added up honestly. Idea: Chalkias et al., "Distributed auditing proofs of liabilities", 2020. Immutable.
public final class SumTree {
    /// Longest path accepted: more shards than 2^40 no lease has.
    public static final int MAX_PATH = 40;

    private final List<InventoryEntry> entries;
    private final long[] starts;
    private final List<List<Node>> levels;

    private SumTree(List<InventoryEntry> entries, long[] starts, List<List<Node>> levels) {
        this.entries = entries;
        this.starts = starts;
        this.levels = levels;
    }

    /// A node and the bytes below it.
    private record Node(Digest hash, long sum) {}

    /// What [#locate] found: the shard that holds a byte, and the proof of it.
    ///
    /// @param entry the shard
    /// @param offset the byte's position inside the shard
    /// @param path from the shard's leaf to the root
    public record Located(InventoryEntry entry, long offset, List<SumStep> path) {
        public Located {
            Objects.checkIndex(offset, entry.size());
            path = List.copyOf(path);
        }
    }

    /// The tree over `inventory` in any order.
    ///
    /// @throws IllegalArgumentException if a shard root occurs twice
    /// @throws ArithmeticException if the sizes exceed 2^63 - 1
    public static SumTree of(Collection<InventoryEntry> inventory) {
        List<InventoryEntry> sorted = inventory.stream().sorted().toList();
        var starts = new long[sorted.size()];
        var leaves = new ArrayList<Node>(sorted.size());
        long total = 0;
        for (int i = 0; i < sorted.size(); i++) {
            InventoryEntry entry = sorted.get(i);
            if (i > 0 && entry.root().equals(sorted.get(i - 1).root())) {
                throw new IllegalArgumentException("shard twice in one inventory: " + entry);
            }
            starts[i] = total;
            leaves.add(new Node(leafHash(entry), entry.size()));
            total = Math.addExact(total, entry.size());
        }
        return new SumTree(sorted, starts, levels(leaves));
    }

    /// The shards in the order of the tree.
    public List<InventoryEntry> entries() {
        return entries;
    }

    /// The root.
    public Digest root() {
        return entries.isEmpty()
                ? Digest.of(Sha256.hash())
                : levels.getLast().getFirst().hash();
    }

    /// The bytes of all shards.
    public long total() {
        return entries.isEmpty() ? 0 : levels.getLast().getFirst().sum();
    }

    /// Finds the shard that holds byte `position` of the shards laid end to end in order.
    ///
    /// @throws IndexOutOfBoundsException unless 0 ≤ position < total
    public Located locate(long position) {
        Objects.checkIndex(position, total());
        int found = Arrays.binarySearch(starts, position);
        int index = found >= 0 ? found : -found - 2;
        return new Located(entries.get(index), position - starts[index], path(index));
    }

    /// Verifies that byte `position` of an inventory with this root and total lies in `entry`.
    ///
    /// @return the byte's offset inside the shard, or empty if the proof does not hold; it never throws on what a
    ///     provider sent
    public static OptionalLong verify(
            Digest root, long total, long position, InventoryEntry entry, List<SumStep> path) {
        if (position < 0 || position >= total || path.size() > MAX_PATH) {
            return OptionalLong.empty();
        }
        Digest hash = leafHash(entry);
        long sum = entry.size();
        long start = 0;
        for (SumStep step : path) {
            if (step.sum() > total - sum) {
                return OptionalLong.empty();
            }
            hash = parent(step, hash, sum);
            sum += step.sum();
            start += step.side() == SumStep.Side.LEFT ? step.sum() : 0;
        }
        long offset = position - start;
        boolean holds = sum == total && hash.equals(root) && offset >= 0 && offset < entry.size();
        return holds ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    private List<SumStep> path(int index) {
        var path = new ArrayList<SumStep>();
        int node = index;
        for (List<Node> level : levels) {
            int sibling = node ^ 1;
            if (sibling < level.size()) {
                var side = sibling < node ? SumStep.Side.LEFT : SumStep.Side.RIGHT;
                path.add(new SumStep(
                        side, level.get(sibling).hash(), level.get(sibling).sum()));
            }
            node >>= 1;
        }
        return path;
    }

    private static List<List<Node>> levels(List<Node> leaves) {
        var levels = new ArrayList<List<Node>>();
        levels.add(leaves);
        while (levels.getLast().size() > 1) {
            levels.add(parents(levels.getLast()));
        }
        return levels;
    }

    private static List<Node> parents(List<Node> children) {
        var parents = new ArrayList<Node>((children.size() + 1) / 2);
        for (int i = 0; i + 1 < children.size(); i += 2) {
            Node left = children.get(i);
            Node right = children.get(i + 1);
            parents.add(
                    new Node(nodeHash(left.hash(), left.sum(), right.hash(), right.sum()), left.sum() + right.sum()));
        }
        if (children.size() % 2 == 1) {
            parents.add(children.getLast());
        }
        return parents;
    }

    private static Digest parent(SumStep step, Digest hash, long sum) {
        return switch (step.side()) {
            case LEFT -> nodeHash(step.hash(), step.sum(), hash, sum);
            case RIGHT -> nodeHash(hash, sum, step.hash(), step.sum());
        };
    }

    private static Digest leafHash(InventoryEntry entry) {
        return Digest.of(Sha256.hash(ByteBuffer.allocate(1 + Sha256.BYTES + 2 * Long.BYTES)
                .put((byte) 0x00)
                .put(entry.root().bytes())
                .putLong(entry.size())
                .putLong(entry.expiry())
                .array()));
    }

    static Digest nodeHash(Digest left, long leftSum, Digest right, long rightSum) {
        return Digest.of(Sha256.hash(ByteBuffer.allocate(1 + 2 * (Sha256.BYTES + Long.BYTES))
                .put((byte) 0x01)
                .put(left.bytes())
                .putLong(leftSum)
                .put(right.bytes())
                .putLong(rightSum)
                .array()));
    }
}
