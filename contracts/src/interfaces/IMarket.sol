// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {CloseReason, Lease, LeaseStatus} from "../types/Lease.sol";
import {LeaseId} from "../types/LeaseId.sol";
import {CloseConsent, Offer, Order, Quote, Voucher} from "../types/Messages.sol";

/// @notice Leases: opened by two signatures, paid by vouchers, ended by consent or by time.
/// Amounts are smallest units of the lease's asset, times unix seconds. Signatures are 65 bytes r, s, v with low s, or
/// whatever an ERC-1271 account accepts. Nothing here can be paused: a party can always get out.
interface IMarket {
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
        uint96 deposit,
        uint96 intervalCost,
        address asset,
        bytes32 orderHash,
        bytes32 offerHash
    );
    event LeaseActivated(LeaseId indexed lease, bytes32 digest);
    event VoucherSettled(LeaseId indexed lease, uint128 cumulative, uint128 paid, uint64 sequence);
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
    event Deposited(address indexed account, address indexed asset, uint256 amount);
    event Withdrawn(address indexed account, address indexed asset, uint256 amount);
    event NonceFloorRaised(address indexed account, uint64 floor);
    event TermsSynced(
        uint96 minStake, uint40 startWindow, uint40 intervalSeconds, uint40 challengeWindow, uint40 graceWindow
    );
    event AssetSet(address indexed asset, uint16 id, bool allowed, uint128 stakePerUnit);

    error AssetNotAllowed(address asset);
    error AssetUnknown(address asset);
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
    error OrderAlreadyFilled(bytes32 orderHash);
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
    error BalanceTooLow(uint256 available, uint256 wanted);
    error BatchMismatch(uint256 vouchers, uint256 signatures);
    error NonceFloorNotRaised(uint64 floor, uint64 wanted);
    error ZeroAmount();

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
    /// @param quote that opened the lease: it names the lease and proves the order
    function timeOutStart(Quote calldata quote) external;

    /// @notice Pays the difference between a voucher's cumulative and what was paid, to the provider's balance.
    /// Anyone may submit.
    function settle(Voucher calldata voucher, bytes calldata signature) external;

    /// @notice As settle for many; a voucher that cannot be settled is passed over with VoucherSkipped.
    function settleBatch(Voucher[] calldata vouchers, bytes[] calldata signatures) external;

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

    /// @notice Puts `amount` of an allowed asset into the caller's balance.
    function deposit(address asset, uint256 amount) external;

    /// @notice Pays out `amount` of the caller's balance, whether or not the asset is still allowed.
    function withdraw(address asset, uint256 amount) external;

    /// @notice Voids all offers or orders of the caller with a nonce below `floor`.
    function raiseNonceFloor(uint64 floor) external;

    /// @notice Allows or disallows an asset for new leases and deposits. Only the owner (the timelock).
    /// @param stakePerUnit stake token's smallest units worth one smallest unit of the asset; caps compensation
    function setAsset(address asset, bool allowed, uint128 stakePerUnit) external;

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

    /// @notice What the payer paid, in the stake token's smallest units: no compensation may exceed it.
    function compensationCap(LeaseId lease) external view returns (uint256);

    function balanceOf(address asset, address account) external view returns (uint256);

    /// @notice How much of an offer's capacity has been leased. It does not grow back: a provider signs a new offer.
    function capacityFilled(bytes32 offerHash) external view returns (uint256);

    function orderFilled(bytes32 orderHash) external view returns (bool);

    function nonceFloor(address account) external view returns (uint64);

    /// @notice The EIP-712 digest of a struct hash in this market's domain.
    function digestOf(bytes32 structHash) external view returns (bytes32);

    function assetById(uint16 id) external view returns (address);

    function assetTerms(address asset) external view returns (uint16 id, bool allowed, uint128 stakePerUnit);
}
