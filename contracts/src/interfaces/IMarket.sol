// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IBalances} from "./IBalances.sol";
import {IPriceIndex} from "./IPriceIndex.sol";
import {CloseReason, Lease, LeaseStatus} from "../types/Lease.sol";
import {LeaseId} from "../types/LeaseId.sol";
import {CloseConsent, Offer, Order, Quote, Voucher} from "../types/Messages.sol";

/// @notice Leases: opened by two signatures, paid by vouchers, ended by consent or by time.
/// Amounts are smallest units of the lease's asset, times unix seconds. Signatures are 65 bytes r, s, v with low s, or
/// whatever an ERC-1271 account accepts. Nothing here can be paused: a party can always get out.
interface IMarket is IBalances {
    /// @notice Why a voucher of a batch was passed over.
    enum SkipReason {
        None,
        LeaseNotPayable,
        Stale,
        AboveDeposit,
        BadSignature
    }

    event LeaseOpened(
        LeaseId indexed lease,
        address indexed payer,
        address indexed provider,
        uint8 resourceClass,
        uint128 quantity,
        uint40 endsAt,
        uint40 startDeadline,
        uint88 deposit,
        uint88 intervalCost,
        address asset,
        bytes32 orderHash,
        bytes32 offerHash
    );
    event LeaseActivated(LeaseId indexed lease, bytes32 digest);
    event VoucherSettled(LeaseId indexed lease, uint128 cumulative, uint128 paid, uint64 sequence);
    /// @param packed two words for each voucher paid: the lease; cumulative (12 bytes), what was paid now (12), sequence (8)
    event VouchersSettled(bytes32[] packed);
    event VoucherSkipped(LeaseId indexed lease, uint128 cumulative, SkipReason reason);
    event LeasePaused(LeaseId indexed lease, uint40 graceUntil);
    event LeaseResumed(LeaseId indexed lease);
    event LeaseToppedUp(LeaseId indexed lease, address indexed from, uint128 amount, uint128 deposit);
    event LeaseCloseRequested(
        LeaseId indexed lease, address indexed by, CloseReason reason, uint40 endsAt, bytes32 evidence
    );
    event LeaseClosed(
        LeaseId indexed lease, CloseReason reason, uint128 paidTotal, uint128 refunded, bytes32 evidence
    );
    event LeaseRebated(
        LeaseId indexed lease, uint128 granted, uint128 fromBalance, uint256 fromStake, bytes32 evidence
    );
    event PriceIndexSet(IPriceIndex index);
    event NonceFloorRaised(address indexed account, uint64 floor);
    event TermsSynced(
        uint96 minStake, uint40 startWindow, uint40 intervalSeconds, uint40 challengeWindow, uint40 graceWindow
    );

    error TermsDiffer();
    error HashMismatch(bytes32 expected, bytes32 actual);
    error PriceAboveLimit(uint256 meter, uint128 limit, uint128 price);
    error PricesMissing(uint256 expected, uint256 actual);
    error CapacityExceeded(uint256 left, uint256 wanted);
    error QuantityMissing();
    error DurationOutOfRange(uint32 min, uint32 max, uint32 duration);
    error OfferNotValid(uint64 from, uint64 until, uint256 now_);
    error OrderExpired(uint64 until, uint256 now_);
    error QuoteExpired(uint64 until, uint256 now_);
    error NonceVoid(address account, uint64 floor, uint64 nonce);
    error OrderNonceUsed(address payer, uint64 nonce);
    error PriceAboveIndex(uint256 limit, uint128 price);
    error PriceIndexMissing();
    error NotJudge(address caller);
    error PackedLength(uint256 length);
    error BadSignature(address signer);
    error LeaseInStatus(LeaseId lease, LeaseStatus actual);
    error LeaseOver(LeaseId lease, uint256 endsAt);
    error NotPayer(LeaseId lease, address caller);
    error NotProvider(LeaseId lease, address caller);
    error NotParty(LeaseId lease, address caller);
    error TooEarly(uint256 from, uint256 now_);
    error TooLate(uint256 until, uint256 now_);
    error VoucherStale(uint128 paid, uint128 cumulative);
    error AmountAboveDeposit(uint128 deposit, uint128 amount);
    error FundsSuffice(uint128 intervalCost, uint128 left);
    error ReasonNotAllowed(CloseReason reason);
    error CloseAlreadyRequested(LeaseId lease, CloseReason reason);
    error BatchMismatch(uint256 vouchers, uint256 signatures);
    error NonceFloorNotRaised(uint64 floor, uint64 wanted);

    /// @notice Opens a lease and locks the order's deposit: from the payer's balance here if that suffices, else by
    /// transferFrom. Anyone may submit.
    /// @dev Warning: the order's constraints and fallbacks are digests that the chain does not look into. Whoever
    /// holds a signed order can pair it with any provider's quote within the ceilings, so its signature goes only to
    /// those trusted to choose.
    /// @return lease the EIP-712 digest of the quote
    function openLease(
        Offer calldata offer,
        Order calldata order,
        bytes calldata orderSignature,
        Quote calldata quote,
        bytes calldata quoteSignature
    ) external returns (LeaseId lease);

    /// @notice The provider reports that service began, before the start deadline.
    /// @param digest of the workload or of the first inventory
    function activate(LeaseId lease, bytes32 digest) external;

    /// @notice Anyone, after the start deadline of a lease that never became active: full refund, startPenalty from
    /// the provider's stake, and the order may open again with another provider.
    /// @param order that was to be served; its nonce becomes free again
    /// @param quote that opened the lease: it names the lease and proves the order
    function timeOutStart(Order calldata order, Quote calldata quote) external;

    /// @notice Pays the difference between a voucher's cumulative and what was paid, to the provider's balance.
    /// Anyone may submit.
    function settle(Voucher calldata voucher, bytes calldata signature) external;

    /// @notice As settle for many; a voucher that cannot be settled is passed over with VoucherSkipped.
    function settleBatch(Voucher[] calldata vouchers, bytes[] calldata signatures) external;

    /// @notice As settleBatch for vouchers that keys signed, in less calldata.
    /// @param packed 148 bytes a voucher: lease (32), cumulative (12), sequence (8), usage (32), signature r and vs (64,
    /// EIP-2098)
    function settlePacked(bytes calldata packed) external;

    /// @notice A judge (whoever may slash) gives the payer back up to `amount` of what was paid: from the provider's
    /// balance here, then from its stake. All that the payer gets back never exceeds what was paid; a judge who has
    /// more to give asks again when more was paid.
    /// @return granted smallest units of the asset, by either way
    function rebate(LeaseId lease, uint128 amount, bytes32 evidence) external returns (uint128 granted);

    /// @notice A judge says that it compensated the payer out of slashed stake, so that no other does so again.
    /// @param amount stake token's smallest units
    function recordCompensation(LeaseId lease, uint256 amount) external;

    /// @notice The provider suspends service because less than one interval is left in escrow.
    function pause(LeaseId lease) external;

    /// @notice Adds to the escrow, from the caller's balance here if that suffices, else by transferFrom. A paused
    /// lease resumes once an interval is covered.
    function topUp(LeaseId lease, uint128 amount) external;

    /// @notice Anyone, graceWindow after the pause: ends the lease for lack of funds.
    function closeExhausted(LeaseId lease) external;

    /// @notice One party ends the lease at once with the other's signed consent to the final amount.
    function closeCooperative(CloseConsent calldata consent, bytes calldata signature) external;

    /// @notice One party gives notice: the lease ends noticeWindow from now (or at its end, if sooner).
    /// @param reason payer: ConsumerClosed, ProviderLost, SloBreached, PolicyViolated;
    /// provider: ProviderClosed, Preempted, PolicyViolated
    /// @param evidence digest of what supports the reason; zero for none
    function requestClose(LeaseId lease, CloseReason reason, bytes32 evidence) external;

    /// @notice Anyone, challengeWindow after the lease's end (by notice or expiry): the newest voucher shown stands,
    /// the rest goes back to the payer.
    function finalizeClose(LeaseId lease) external;

    /// @notice Voids all offers or orders of the caller with a nonce below `floor`.
    function raiseNonceFloor(uint64 floor) external;

    /// @notice Where orders that name a price index are checked. Only the owner (the timelock).
    function setPriceIndex(IPriceIndex index) external;

    /// @notice Anyone: copies minStake, startWindow, intervalSeconds, challengeWindow and graceWindow from the
    /// parameters. They hold for all leases from then on; until then the previous values do.
    function syncTerms() external;

    /// @notice The parameters in force for leases.
    function terms()
        external
        view
        returns (
            uint96 minStake,
            uint40 startWindow,
            uint40 intervalSeconds,
            uint40 challengeWindow,
            uint40 graceWindow
        );

    /// @notice The lease as stored; all zero if it never opened. Once over, `statusOf` says more than `status`.
    function leaseOf(LeaseId lease) external view returns (Lease memory);

    /// @notice The status now, `Closed` where time alone has ended the service.
    function statusOf(LeaseId lease) external view returns (LeaseStatus);

    /// @notice What is left in escrow.
    function escrowOf(LeaseId lease) external view returns (uint128);

    /// @notice What the payer paid and was not given back yet, in the stake token's smallest units: no further
    /// compensation may exceed it.
    function compensationCap(LeaseId lease) external view returns (uint256);

    /// @notice What the payer was given back of it, in the stake token's smallest units, whoever judged.
    function compensated(LeaseId lease) external view returns (uint256);

    /// @notice How much of an offer's capacity has been leased. It does not grow back: a provider signs a new offer.
    function capacityFilled(bytes32 offerHash) external view returns (uint256);

    /// @notice Which nonces of a payer opened a lease: bit `nonce & 255` of word `nonce >> 8`.
    function orderNonces(address payer, uint256 word) external view returns (uint256);

    function nonceFloor(address account) external view returns (uint64);

    /// @notice The EIP-712 digest of a struct hash in this market's domain.
    function digestOf(bytes32 structHash) external view returns (bytes32);

    function priceIndex() external view returns (IPriceIndex);
}
