// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MiniTest} from "./MiniTest.sol";
import {MerkleProofs, SumStep} from "../src/libraries/MerkleProofs.sol";

/// @dev Published RFC 6962 proofs, and inventories shared with the Java core.
contract MerkleProofsTest is MiniTest {
    function test_acceptsPublishedInclusionProofs() public view {
        string memory file = vm.readFile("test/vectors/rfc6962/inclusion.json");
        uint256 count;
        for (; vm.keyExistsJson(file, _case(count)); ++count) {
            string memory entry = _case(count);
            bytes32 root = vm.parseJsonBytes32(file, string.concat(entry, ".root"));
            bytes32 leaf = vm.parseJsonBytes32(file, string.concat(entry, ".leafHash"));
            uint256 index = vm.parseJsonUint(file, string.concat(entry, ".index"));
            uint256 size = vm.parseJsonUint(file, string.concat(entry, ".size"));
            bytes32[] memory path = vm.parseJsonBytes32Array(file, string.concat(entry, ".path"));
            vm.assertTrue(MerkleProofs.verify(root, leaf, index, size, path));
            _assertRejectsNeighbours(root, leaf, index, size, path);
        }
        vm.assertEq(count, 6);
    }

    function test_findsTheShardOfAByteInSharedInventories() public view {
        string memory file = vm.readFile("test/vectors/sumtree.json");
        uint256 count;
        for (uint256 i = 0; vm.keyExistsJson(file, _case(i)); ++i) {
            count += _checkInventory(file, _case(i));
        }
        vm.assertEq(count, 78);
    }

    function testFuzz_acceptsEveryLeafOfATree(uint256 size, uint256 index) public pure {
        size = bound(size, 1, 70);
        index = bound(index, 0, size - 1);
        bytes32[] memory leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = MerkleProofs.leafHash(abi.encode(i));
        }
        bytes32[] memory path = new bytes32[](8);
        (bytes32 root, uint256 length) = _tree(leaves, 0, size, index, path);
        assembly ("memory-safe") {
            mstore(path, length)
        }
        vm.assertTrue(MerkleProofs.verify(root, leaves[index], index, size, path));
        _assertRejectsNeighbours(root, leaves[index], index, size, path);
    }

    function testFuzz_sumsAlongThePath(uint64[4] memory sizes, uint256 place) public pure {
        // ((0, 1), (2, 3))
        uint64 total;
        bytes32[4] memory entries;
        for (uint256 i = 0; i < 4; ++i) {
            sizes[i] /= 4;
            total += sizes[i];
            entries[i] = MerkleProofs.sumLeafHash(bytes32(i), sizes[i], 0);
        }
        bytes32 left = MerkleProofs.sumNodeHash(entries[0], sizes[0], entries[1], sizes[1]);
        bytes32 right = MerkleProofs.sumNodeHash(entries[2], sizes[2], entries[3], sizes[3]);
        bytes32 expected = MerkleProofs.sumNodeHash(left, sizes[0] + sizes[1], right, sizes[2] + sizes[3]);
        place = bound(place, 0, 3);
        SumStep[] memory path = new SumStep[](2);
        uint256 twin = place ^ 1;
        path[0] = SumStep(entries[twin], sizes[twin], twin < place);
        path[1] = place < 2
            ? SumStep(right, sizes[2] + sizes[3], false)
            : SumStep(left, sizes[0] + sizes[1], true);
        (bytes32 root, uint64 sum, uint64 offset) = MerkleProofs.sumRoot(entries[place], sizes[place], path);
        uint64 before;
        for (uint256 i = 0; i < place; ++i) {
            before += sizes[i];
        }
        vm.assertEq(root, expected);
        vm.assertEq(sum, total);
        vm.assertEq(offset, before);
    }

    function _checkInventory(string memory file, string memory entry) private view returns (uint256 count) {
        bytes32 root = vm.parseJsonBytes32(file, string.concat(entry, ".root"));
        uint256 total = vm.parseJsonUint(file, string.concat(entry, ".total"));
        for (;; ++count) {
            string memory proof = string.concat(entry, ".proofs[", vm.toString(count), "]");
            if (!vm.keyExistsJson(file, proof)) return count;
            _checkProof(file, entry, proof, root, total);
        }
    }

    function _checkProof(string memory file, string memory entry, string memory proof, bytes32 root, uint256 total)
        private
        pure
    {
        (bytes32 leaf, uint64 size) = _entry(file, entry, vm.parseJsonUint(file, string.concat(proof, ".entry")));
        (bytes32 found, uint64 sum, uint64 start) = MerkleProofs.sumRoot(leaf, size, _sumPath(file, proof));
        vm.assertEq(found, root);
        vm.assertEq(sum, total);
        uint256 position = vm.parseJsonUint(file, string.concat(proof, ".position"));
        vm.assertEq(position - start, vm.parseJsonUint(file, string.concat(proof, ".offset")));
    }

    function _entry(string memory file, string memory entry, uint256 place)
        private
        pure
        returns (bytes32 leaf, uint64 size)
    {
        string memory index = string.concat("[", vm.toString(place), "]");
        bytes32 shard = vm.parseJsonBytes32(file, string.concat(entry, ".roots", index));
        size = uint64(vm.parseJsonUint(file, string.concat(entry, ".sizes", index)));
        uint64 expiry = uint64(vm.parseJsonUint(file, string.concat(entry, ".expiries", index)));
        leaf = MerkleProofs.sumLeafHash(shard, size, expiry);
    }

    function _sumPath(string memory file, string memory proof) private pure returns (SumStep[] memory path) {
        bytes32[] memory hashes = vm.parseJsonBytes32Array(file, string.concat(proof, ".sumHashes"));
        uint256[] memory sums = vm.parseJsonUintArray(file, string.concat(proof, ".sumSums"));
        bool[] memory lefts = vm.parseJsonBoolArray(file, string.concat(proof, ".sumLefts"));
        path = new SumStep[](hashes.length);
        for (uint256 i = 0; i < path.length; ++i) {
            path[i] = SumStep(hashes[i], uint64(sums[i]), lefts[i]);
        }
    }

    /// @dev Whatever is off by one must fail.
    function _assertRejectsNeighbours(bytes32 root, bytes32 leaf, uint256 index, uint256 size, bytes32[] memory path)
        private
        pure
    {
        vm.assertFalse(MerkleProofs.verify(root, leaf, size, size, path));
        vm.assertFalse(MerkleProofs.verify(root, ~leaf, index, size, path));
        vm.assertFalse(MerkleProofs.verify(~root, leaf, index, size, path));
        bytes32[] memory longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; ++i) {
            longer[i] = path[i];
        }
        vm.assertFalse(MerkleProofs.verify(root, leaf, index, size, longer));
        if (path.length == 0) return;
        vm.assertFalse(MerkleProofs.verify(root, leaf, index ^ 1, size, path));
        vm.assertFalse(MerkleProofs.verify(root, leaf, index, size, new bytes32[](path.length - 1)));
        longer[path.length - 1] = ~longer[path.length - 1];
        vm.assertFalse(MerkleProofs.verify(root, leaf, index, size, longer));
    }

    /// @dev RFC 6962 by its recursive definition; collects the path of `index` from the leaf up.
    function _tree(bytes32[] memory leaves, uint256 from, uint256 to, uint256 index, bytes32[] memory path)
        private
        pure
        returns (bytes32 root, uint256 length)
    {
        if (to - from == 1) return (leaves[from], 0);
        uint256 split = 1;
        while (split * 2 < to - from) split *= 2;
        bool inLeft = index < from + split;
        (bytes32 left, uint256 below) = _tree(leaves, from, from + split, index, path);
        (bytes32 right, uint256 beside) = _tree(leaves, from + split, to, index, path);
        root = MerkleProofs.nodeHash(left, right);
        if (index < from || index >= to) return (root, 0);
        length = inLeft ? below : beside;
        path[length] = inLeft ? right : left;
        ++length;
    }

    function _case(uint256 index) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(index), "]");
    }
}
