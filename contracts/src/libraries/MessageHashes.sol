// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CloseConsent, InventoryRoot, Offer, Order, Quote, Receipt, Voucher} from "../types/Messages.sol";

/// @title EIP-712 struct hashes of the signed messages.
/// @dev Long messages are encoded in two halves: the concatenation is the same bytes and keeps the stack shallow.
library MessageHashes {
    bytes32 internal constant OFFER_TYPEHASH = keccak256(
        "Offer(address provider,uint8 resourceClass,bytes32 profile,address asset,uint128[] unitPrices,uint128 capacity,uint32 minDuration,uint32 maxDuration,uint32 noticeWindow,bytes32 slo,uint64 validFrom,uint64 validUntil,uint64 nonce,bytes32 salt)"
    );
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address consumer,address payer,uint8 resourceClass,bytes32 spec,address asset,uint128[] priceCeilings,uint128 quantity,uint32 duration,uint128 deposit,bytes32 constraints,bytes32 slo,bytes32 fallbacks,uint128 priorityFee,uint64 validUntil,uint64 nonce,bytes32 salt)"
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
        return keccak256(
            bytes.concat(
                abi.encode(
                    OFFER_TYPEHASH,
                    offer.provider,
                    offer.resourceClass,
                    offer.profile,
                    offer.asset,
                    keccak256(abi.encodePacked(offer.unitPrices)),
                    offer.capacity,
                    offer.minDuration
                ),
                abi.encode(
                    offer.maxDuration,
                    offer.noticeWindow,
                    offer.slo,
                    offer.validFrom,
                    offer.validUntil,
                    offer.nonce,
                    offer.salt
                )
            )
        );
    }

    function hash(Order calldata order) internal pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                abi.encode(
                    ORDER_TYPEHASH,
                    order.consumer,
                    order.payer,
                    order.resourceClass,
                    order.spec,
                    order.asset,
                    keccak256(abi.encodePacked(order.priceCeilings)),
                    order.quantity,
                    order.duration
                ),
                abi.encode(
                    order.deposit,
                    order.constraints,
                    order.slo,
                    order.fallbacks,
                    order.priorityFee,
                    order.validUntil,
                    order.nonce,
                    order.salt
                )
            )
        );
    }

    function hash(Quote calldata quote) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                QUOTE_TYPEHASH,
                quote.offer,
                quote.order,
                keccak256(abi.encodePacked(quote.unitPrices)),
                quote.reservedUntil
            )
        );
    }

    function hash(Voucher calldata voucher) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(VOUCHER_TYPEHASH, voucher.lease, voucher.cumulative, voucher.sequence, voucher.usage)
        );
    }

    function hash(Receipt calldata receipt) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                RECEIPT_TYPEHASH,
                receipt.lease,
                receipt.from,
                receipt.to,
                keccak256(abi.encodePacked(receipt.readings)),
                receipt.previous
            )
        );
    }

    function hash(InventoryRoot calldata inventory) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                INVENTORY_ROOT_TYPEHASH,
                inventory.lease,
                inventory.epoch,
                inventory.root,
                inventory.size,
                inventory.revision
            )
        );
    }

    function hash(CloseConsent calldata consent) internal pure returns (bytes32) {
        return keccak256(abi.encode(CLOSE_CONSENT_TYPEHASH, consent.lease, consent.cumulative, consent.reason));
    }
}
