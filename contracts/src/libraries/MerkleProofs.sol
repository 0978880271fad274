// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice A sibling on the way from a shard's entry to the inventory root.
/// @param hash of the sibling node
/// @param sum bytes under the sibling
/// @param left whether the sibling stands left of the node on the path
struct SumStep {
    bytes32 hash;
    uint64 sum;
    bool left;
}

/// @title SHA-256 Merkle paths: RFC 6962 trees over cells, sum trees over shards.
/// @dev A sum tree binds, in each node, the bytes under both children, so that a path tells which shard holds a byte
/// without naming indexes: the bytes under all left siblings are the shard's offset. Domain bytes 0x00 (leaf) and 0x01
/// (node) keep a node from passing as a leaf.
library MerkleProofs {
    /// @notice SHA256(0x00 || leaf), RFC 6962 section 2.1.
    function leafHash(bytes memory leaf) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), leaf));
    }

    /// @notice SHA256(0x01 || left || right), RFC 6962 section 2.1.
    function nodeHash(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @notice Whether `path` leads from the leaf hash at `index` of a tree of `size` leaves to `root`.
    /// @dev RFC 9162 section 2.1.3.2. `node` and `last` walk up together; where the node is the rightmost of its level
    /// without a sibling, levels without a path element are skipped.
    function verify(bytes32 root, bytes32 leaf, uint256 index, uint256 size, bytes32[] memory path)
        internal
        pure
        returns (bool)
    {
        if (index >= size) return false;
        uint256 node = index;
        uint256 last = size - 1;
        bytes32 current = leaf;
        for (uint256 i = 0; i < path.length; ++i) {
            if (last == 0) return false;
            if (node & 1 == 1 || node == last) {
                current = nodeHash(path[i], current);
                while (node & 1 == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                current = nodeHash(current, path[i]);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && current == root;
    }

    /// @notice SHA256(0x00 || shard root || u64 size || u64 expiry).
    function sumLeafHash(bytes32 shardRoot, uint64 size, uint64 expiry) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), shardRoot, size, expiry));
    }

    /// @notice SHA256(0x01 || left || u64 left bytes || right || u64 right bytes).
    function sumNodeHash(bytes32 left, uint64 leftSum, bytes32 right, uint64 rightSum) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, leftSum, right, rightSum));
    }

    /// @notice Walks from an entry to the root of its sum tree.
    /// @return root the hash at the top
    /// @return total bytes under the root
    /// @return offset bytes that come before the entry
    function sumRoot(bytes32 entry, uint64 size, SumStep[] memory path)
        internal
        pure
        returns (bytes32 root, uint64 total, uint64 offset)
    {
        root = entry;
        total = size;
        for (uint256 i = 0; i < path.length; ++i) {
            SumStep memory step = path[i];
            if (step.left) {
                root = sumNodeHash(step.hash, step.sum, root, total);
                offset += step.sum;
            } else {
                root = sumNodeHash(root, total, step.hash, step.sum);
            }
            total += step.sum;
        }
    }
}
