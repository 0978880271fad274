// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "./LeaseId.sol";

// The seven messages that parties sign (EIP-712, domain "Souk" version "1", verified by Market).
// Prices are an asset's smallest unit x 10^18 per unit-second (or per byte, per request); times are unix seconds.

/// @notice A provider's promise to sell. Its signature on a quote is its consent to the offer that the quote names.
struct Offer {
    address provider;
    uint8 resourceClass;
    bytes32 profile;
    address asset;
    uint128[] unitPrices;
    uint128 capacity;
    uint32 minDuration;
    uint32 maxDuration;
    uint32 noticeWindow;
    bytes32 slo;
    uint64 validFrom;
    uint64 validUntil;
    uint64 nonce;
    bytes32 salt;
}

/// @notice A consumer's request, signed by the payer it names. A payer uses a nonce for one order. With a `priceIndex`
/// (its key, zero for none) the first unit price may be at most `maxDeviation` hundredths of a percent above it.
struct Order {
    address consumer;
    address payer;
    uint8 resourceClass;
    bytes32 spec;
    address asset;
    uint128[] priceCeilings;
    uint128 quantity;
    uint32 duration;
    uint128 deposit;
    bytes32 constraints;
    bytes32 slo;
    bytes32 fallbacks;
    uint128 priorityFee;
    bytes32 priceIndex;
    uint16 maxDeviation;
    uint64 validUntil;
    uint64 nonce;
    bytes32 salt;
}

/// @notice A provider's short-lived answer to one order; `offer` and `order` are struct hashes.
struct Quote {
    bytes32 offer;
    bytes32 order;
    uint128[] unitPrices;
    uint64 reservedUntil;
}

/// @notice The payer's promise of `cumulative` smallest units since the lease opened.
struct Voucher {
    LeaseId lease;
    uint128 cumulative;
    uint64 sequence;
    bytes32 usage;
}

/// @notice What provider and gateway measured in an interval. Never read on chain; here for one set of vectors.
struct Receipt {
    LeaseId lease;
    uint64 from;
    uint64 to;
    uint128[] readings;
    bytes32 previous;
}

/// @notice What a provider keeps under a lease at the end of an epoch: the root of a Merkle sum tree over shards.
struct InventoryRoot {
    LeaseId lease;
    uint64 epoch;
    bytes32 root;
    uint128 size;
    uint64 revision;
}

/// @notice A party's consent to end a lease at once for a final amount; `reason` is a CloseReason.
struct CloseConsent {
    LeaseId lease;
    uint128 cumulative;
    uint8 reason;
}
