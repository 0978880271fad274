// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Where a lease is in its life. `Closed` is reached by time alone: the service is over, a last voucher may
/// still be shown. `Settled` is final: the escrow has been split.
enum LeaseStatus {
    None,
    Open,
    Active,
    Paused,
    Closed,
    Settled
}

/// @notice Why a lease ended.
enum CloseReason {
    None,
    Completed,
    ConsumerClosed,
    ProviderClosed,
    StartTimeout,
    FundsExhausted,
    ProviderLost,
    SloBreached,
    Preempted,
    PolicyViolated,
    Expired
}

/// @notice A lease in three storage slots; paying a voucher touches the first two. Amounts are smallest units of the
/// asset, at most 2^88 - 1 a lease, times unix seconds.
struct Lease {
    // slot 0
    address payer;
    uint88 deposit;
    LeaseStatus status;
    // slot 1
    address provider;
    uint88 paid;
    uint8 assetId;
    // slot 2
    CloseReason reason;
    uint8 resourceClass;
    uint40 endsAt;
    // Open: the start deadline. Paused: since when. Otherwise without meaning.
    uint40 mark;
    uint32 noticeWindow;
    // What one interval costs by the first meter; less than this left in escrow lets the provider pause.
    uint88 intervalCost;
}
