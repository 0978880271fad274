// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MessageHashes} from "./MessageHashes.sol";
import {LeaseId} from "../types/LeaseId.sol";

/// @title Vouchers with their signatures in 148 bytes each, by offset into calldata.
/// @dev lease (32), cumulative (12), sequence (8), usage (32), signature r (32) and vs (32, EIP-2098). Assembly reads
/// whole words: slices cost as much as the storage that a voucher touches. The caller has checked the length.
library PackedVouchers {
    uint256 internal constant SIZE = 148;
    bytes32 private constant LOW_BITS = bytes32(uint256(type(uint256).max) >> 1);

    function lease(uint256 offset) internal pure returns (LeaseId value) {
        assembly ("memory-safe") {
            value := calldataload(offset)
        }
    }

    function cumulative(uint256 offset) internal pure returns (uint96 value) {
        assembly ("memory-safe") {
            value := shr(160, calldataload(add(offset, 32)))
        }
    }

    function sequence(uint256 offset) internal pure returns (uint64 value) {
        assembly ("memory-safe") {
            value := shr(192, calldataload(add(offset, 44)))
        }
    }

    /// @dev The EIP-712 struct hash.
    function hash(uint256 offset) internal pure returns (bytes32 result) {
        bytes32 typeHash = MessageHashes.VOUCHER_TYPEHASH;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            mstore(add(free, 0x20), calldataload(offset))
            mstore(add(free, 0x40), shr(160, calldataload(add(offset, 32))))
            mstore(add(free, 0x60), shr(192, calldataload(add(offset, 44))))
            mstore(add(free, 0x80), calldataload(add(offset, 52)))
            result := keccak256(free, 0xa0)
        }
    }

    /// @dev Zero for what no key signed. A second form of the same signature gains nothing: a voucher pays once.
    function signer(uint256 offset, bytes32 digest) internal pure returns (address) {
        bytes32 r;
        bytes32 vs;
        assembly ("memory-safe") {
            r := calldataload(add(offset, 84))
            vs := calldataload(add(offset, 116))
        }
        return ecrecover(digest, uint8(uint256(vs) >> 255) + 27, r, vs & LOW_BITS);
    }
}
