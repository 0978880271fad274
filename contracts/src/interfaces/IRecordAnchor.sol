// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

interface IRecordAnchor {
    /// @notice `sender` vouches that `count` records of `epoch` hash to `root`.
    event RecordsAnchored(address indexed sender, uint64 indexed epoch, bytes32 root, uint32 count);

    /// @notice Puts the root of a batch of records into the log.
    /// @param root of the batch's Merkle tree
    /// @param epoch the batch belongs to
    /// @param count records in the batch
    function anchor(bytes32 root, uint64 epoch, uint32 count) external;

    /// @notice The newest root that `sender` anchored; zero for none.
    function lastRoot(address sender) external view returns (bytes32);
}
