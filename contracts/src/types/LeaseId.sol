// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice A lease's name: the EIP-712 digest of the quote that opened it.
type LeaseId is bytes32;
