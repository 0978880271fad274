// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CloseConsent, InventoryRoot, Offer, Order, Quote, Receipt, Voucher} from "../types/Messages.sol";

/// @title EIP-712 struct hashes of the signed messages.
/// @dev A message's ABI encoding is already its EIP-712 encoding, one word a field, save that an array's word holds an
/// offset where the hash of its elements belongs. So each message is copied as it came and hashed: 8k gas less on
/// opening a lease than encoding it again. Assembly, here only, writes past the free memory pointer without
/// moving it.
/// @dev Words are hashed unchecked. A word out of its type's range hashes to something no wallet signs for, and the
/// compiler still checks each field where it is read.
library MessageHashes {
    bytes32 internal constant OFFER_TYPEHASH = keccak256(
        "Offer(address provider,uint8 resourceClass,bytes32 profile,address asset,uint128[] unitPrices,uint128 capacity,uint32 minDuration,uint32 maxDuration,uint32 noticeWindow,bytes32 slo,uint64 validFrom,uint64 validUntil,uint64 nonce,bytes32 salt)"
    );
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address consumer,address payer,uint8 resourceClass,bytes32 spec,address asset,uint128[] priceCeilings,uint128 quantity,uint32 duration,uint128 deposit,bytes32 constraints,bytes32 slo,bytes32 fallbacks,uint128 priorityFee,bytes32 priceIndex,uint16 maxDeviation,uint64 validUntil,uint64 nonce,bytes32 salt)"
    );
    bytes32 internal constant QUOTE_TYPEHASH =
        keccak256("Quote(bytes32 offer,bytes32 order,uint128[] unitPrices,uint64 reservedUntil)");
    bytes32 internal constant VOUCHER_TYPEHASH =
        keccak256("Voucher(bytes32 lease,uint128 cumulative,uint64 sequence,bytes32 usage)");
    bytes32 internal constant RECEIPT_TYPEHASH =
        keccak256("Receipt(bytes32 lease,uint64 from,uint64 to,uint128[] readings,bytes32 previous)");
    bytes32 internal constant INVENTORY_ROOT_TYPEHASH =
        keccak256("InventoryRoot(bytes32 lease,uint64 epoch,bytes32 root,uint128 size,uint64 revision)");
    bytes32 internal constant CLOSE_CONSENT_TYPEHASH =
        keccak256("CloseConsent(bytes32 lease,uint128 cumulative,uint8 reason)");

    function hash(Offer calldata offer) internal pure returns (bytes32) {
        bytes32 prices = _hashElements(offer.unitPrices);
        uint256 start;
        assembly ("memory-safe") {
            start := offer
        }
        return _hashWords(OFFER_TYPEHASH, start, 14, 4, prices);
    }

    function hash(Order calldata order) internal pure returns (bytes32) {
        bytes32 ceilings = _hashElements(order.priceCeilings);
        uint256 start;
        assembly ("memory-safe") {
            start := order
        }
        return _hashWords(ORDER_TYPEHASH, start, 18, 5, ceilings);
    }

    function hash(Quote calldata quote) internal pure returns (bytes32) {
        bytes32 prices = _hashElements(quote.unitPrices);
        uint256 start;
        assembly ("memory-safe") {
            start := quote
        }
        return _hashWords(QUOTE_TYPEHASH, start, 4, 2, prices);
    }

    function hash(Voucher calldata voucher) internal pure returns (bytes32) {
        uint256 start;
        assembly ("memory-safe") {
            start := voucher
        }
        return _hashWords(VOUCHER_TYPEHASH, start, 4);
    }

    function hash(Receipt calldata receipt) internal pure returns (bytes32) {
        bytes32 readings = _hashElements(receipt.readings);
        uint256 start;
        assembly ("memory-safe") {
            start := receipt
        }
        return _hashWords(RECEIPT_TYPEHASH, start, 5, 3, readings);
    }

    function hash(InventoryRoot calldata inventory) internal pure returns (bytes32) {
        uint256 start;
        assembly ("memory-safe") {
            start := inventory
        }
        return _hashWords(INVENTORY_ROOT_TYPEHASH, start, 5);
    }

    function hash(CloseConsent calldata consent) internal pure returns (bytes32) {
        uint256 start;
        assembly ("memory-safe") {
            start := consent
        }
        return _hashWords(CLOSE_CONSENT_TYPEHASH, start, 3);
    }

    /// @dev keccak256 of an array's elements, one word each. The compiler has checked that they lie in calldata.
    function _hashElements(uint128[] calldata elements) private pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let length := shl(5, elements.length)
            calldatacopy(free, elements.offset, length)
            result := keccak256(free, length)
        }
    }

    /// @dev keccak256 of the type hash and `count` words of calldata at `start`.
    function _hashWords(bytes32 typeHash, uint256 start, uint256 count) private pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), start, shl(5, count))
            result := keccak256(free, shl(5, add(count, 1)))
        }
    }

    /// @dev As above, with the word of field `array` replaced by the hash of that array's elements.
    function _hashWords(bytes32 typeHash, uint256 start, uint256 count, uint256 array, bytes32 elements)
        private
        pure
        returns (bytes32 result)
    {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), start, shl(5, count))
            mstore(add(free, shl(5, add(array, 1))), elements)
            result := keccak256(free, shl(5, add(count, 1)))
        }
    }
}
