// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRecordAnchor} from "./interfaces/IRecordAnchor.sol";

/// @title Roots of batches of public records, kept in the log.
contract RecordAnchor is IRecordAnchor {
    /// @inheritdoc IRecordAnchor
    mapping(address sender => bytes32 root) public lastRoot;

    /// @inheritdoc IRecordAnchor
    function anchor(bytes32 root, uint64 epoch, uint32 count) external {
        lastRoot[msg.sender] = root;
        emit RecordsAnchored(msg.sender, epoch, root, count);
    }
}
