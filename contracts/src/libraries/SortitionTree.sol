// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title A sum tree over weights, for lots with odds by weight, that can also be read as it was when a round began.
/// @dev Level 0 holds the weights, each level above the sums of pairs, the last one the total. A node is one slot: its
/// sum now, its sum when `round` began, and the last round in which it changed. So a change and a draw cost one slot a
/// level, and changes of the running round do not move the draw.
library SortitionTree {
    struct Node {
        uint104 before;
        uint104 sum;
        uint48 round;
    }

    struct Tree {
        // Levels above level 0; 2^height leaves fit.
        uint8 height;
        mapping(uint256 level => mapping(uint256 index => Node)) nodes;
    }

    /// @notice Makes room for leaves 0 to `count` - 1. Call it for each new leaf in turn.
    function grow(Tree storage self, uint256 count) internal {
        uint256 height = self.height;
        if (count <= 1 << height) return;
        // So far the root was all there is; the new root begins as its copy, history included.
        self.nodes[height + 1][0] = self.nodes[height][0];
        self.height = uint8(height + 1);
    }

    /// @notice Sets the weight of leaf `index`, from `round` on.
    function set(Tree storage self, uint256 index, uint256 weight, uint48 round) internal {
        uint256 old = self.nodes[0][index].sum;
        if (old == weight) return;
        uint256 height = self.height;
        for (uint256 level = 0; level <= height; ++level) {
            Node storage node = self.nodes[level][index >> level];
            if (node.round < round) {
                node.before = node.sum;
                node.round = round;
            }
            // Casting is safe: weights are uint96 of one token supply, so that no sum exceeds it.
            // forge-lint: disable-next-line(unsafe-typecast)
            node.sum = uint104(uint256(node.sum) + weight - old);
        }
    }

    /// @notice The weight of a leaf when `round`, which must be the newest, began.
    function weightAt(Tree storage self, uint256 index, uint48 round) internal view returns (uint256) {
        return _at(self.nodes[0][index], round);
    }

    /// @notice The sum of all weights when `round`, which must be the newest, began.
    function totalAt(Tree storage self, uint48 round) internal view returns (uint256) {
        return _at(self.nodes[self.height][0], round);
    }

    /// @notice The leaf that holds `ticket` when all weights of `round` are laid side by side, and where it begins.
    function find(Tree storage self, uint256 ticket, uint48 round)
        internal
        view
        returns (uint256 index, uint256 start)
    {
        for (uint256 level = self.height; level > 0; --level) {
            index <<= 1;
            uint256 left = _at(self.nodes[level - 1][index], round);
            if (ticket - start >= left) {
                start += left;
                ++index;
            }
        }
    }

    function _at(Node storage node, uint48 round) private view returns (uint256) {
        return node.round < round ? node.sum : node.before;
    }
}
