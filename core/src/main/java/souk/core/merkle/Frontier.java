package souk.core.merkle;

import java.util.ArrayList;
import java.util.List;

/// The nodes of an RFC 6962 tree that a proof of the leaves [from, to) has to tell, from left to right: the
/// greatest subtrees without any of these leaves.
///
/// @param size of the tree, more than none
record Frontier(long size, long from, long to) {
    /// A subtree by its leaves.
    record Node(long from, long to) {}

    Frontier {
        if (from < 0 || from >= to || to > size) {
            throw new IllegalArgumentException("no leaves " + from + " to " + to + " in a tree of " + size);
        }
    }

    /// Folds a tree: told nodes are taken as they are, leaves of the range are hashed, the others are joined.
    interface Fold<T> {
        T told(Node node);

        T leaf(long index);

        T join(T left, T right);
    }

    <T> T fold(Fold<T> fold) {
        return fold(fold, 0, size);
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        collect(nodes, 0, size);
        return nodes;
    }

    private <T> T fold(Fold<T> fold, long first, long end) {
        if (end <= from || first >= to) {
            return fold.told(new Node(first, end));
        }
        if (end - first == 1) {
            return fold.leaf(first);
        }
        long split = first + Long.highestOneBit(end - first - 1);
        var left = fold(fold, first, split);
        return fold.join(left, fold(fold, split, end));
    }

    private void collect(List<Node> nodes, long first, long end) {
        if (end <= from || first >= to) {
            nodes.add(new Node(first, end));
        } else if (first < from || end > to) {
            long split = first + Long.highestOneBit(end - first - 1);
            collect(nodes, first, split);
            collect(nodes, split, end);
        }
    }
}
