// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";
import {Order, Quote} from "../types/Messages.sol";
import {Reading, ServiceTerms} from "../types/ServiceTerms.sol";

/// @notice What was promised, measured, and owed when it was missed. Each lease with service levels gets a committee of
/// auditors an epoch; each member commits to what it measured and reveals it afterwards, and the median counts. Epochs
/// are the rounds of the auditors' pool.
///
/// | time | who | what |
/// | --- | --- | --- |
/// | the epoch's first half | anyone | `openEpoch`, a block later `summon` |
/// | until commitUntil, from the epoch's end | members | `commit` |
/// | until revealUntil, from commitUntil | members | `reveal` |
/// | from revealUntil | anyone | `conclude`: the median counts if a quorum revealed |
/// | until claimUntil | anyone | `submitReading` where none did; `claim` |
/// | after it | | the epoch stays unmeasured: neither penalty nor reward |
interface IServiceLevels {
    /// @notice `Unmeasured` may still become `CoSigned` until claimUntil.
    enum Outcome {
        None,
        Summoned,
        Unmeasured,
        Measured,
        CoSigned
    }

    /// @notice What is known of one lease and epoch.
    /// @param outcome so far
    /// @param claimed whether what is owed was taken from the provider
    /// @param asked members that the committee should have; more than half must reveal
    /// @param revealed bit i is set once the member in seat i did
    /// @param commitUntil unix seconds; each deadline is still in time
    /// @param reading of the epoch, once measured or co-signed
    struct Session {
        Outcome outcome;
        bool claimed;
        uint8 asked;
        uint16 revealed;
        uint40 commitUntil;
        uint40 revealUntil;
        uint40 claimUntil;
        Reading reading;
    }

    event EpochOpened(uint64 indexed epoch, uint256 blockNumber);
    event LeaseEnrolled(LeaseId indexed lease, bytes32 slo);
    event CommitteeSummoned(
        LeaseId indexed lease, uint64 indexed epoch, uint40 commitUntil, uint40 revealUntil, uint40 claimUntil
    );
    event MemberSummoned(LeaseId indexed lease, uint64 indexed epoch, address indexed member, uint256 seat);
    event MeasurementCommitted(LeaseId indexed lease, uint64 indexed epoch, address indexed member, bytes32 commitment);
    event MeasurementRevealed(LeaseId indexed lease, uint64 indexed epoch, address indexed member, Reading reading);
    event AuditorFaulted(LeaseId indexed lease, uint64 indexed epoch, address indexed member, bool silent, uint256 taken);
    event EpochConcluded(LeaseId indexed lease, uint64 indexed epoch, Outcome outcome, Reading reading);
    event PenaltyClaimed(LeaseId indexed lease, uint64 indexed epoch, uint256 basisPoints, uint128 amount);
    event PenaltyCollected(LeaseId indexed lease, uint128 granted, uint128 left);

    error SloMissing(LeaseId lease);
    error LeaseMismatch(LeaseId expected, LeaseId actual);
    error OrderMismatch(bytes32 expected, bytes32 actual);
    error TermsMismatch(bytes32 expected, bytes32 actual);
    error EpochAlreadyOpen(uint64 epoch);
    error EpochNotOpen(uint64 epoch);
    error LeaseNotActive(LeaseId lease);
    error AlreadySummoned(LeaseId lease, uint64 epoch);
    error NobodyToSummon();
    error SeatNotYours(uint256 seat, address caller);
    error AlreadyCommitted(address member);
    error CommitmentMissing();
    error CommitmentWrong(bytes32 expected, bytes32 actual);
    error ReadingOutOfRange();
    error WrongOutcome(Outcome actual);
    error AlreadyClaimed(LeaseId lease, uint64 epoch);
    error BadSignature(address signer);
    error TooEarly(uint256 from, uint256 now_);
    error TooLate(uint256 until, uint256 now_);

    /// @notice Anyone, once a lease: shows which service levels both parties signed.
    function enroll(LeaseId lease, Quote calldata quote, Order calldata order) external;

    /// @notice Anyone, once an epoch, in its first half: the hash of this block, which nobody knows yet, becomes the
    /// epoch's randomness. Again if nobody summoned anyone while the chain remembered that hash (256 blocks).
    function openEpoch() external;

    /// @notice Anyone, in the first half of an epoch that was opened in an earlier block: draws the committee of an
    /// active, enrolled lease and keeps its bonds in place.
    function summon(LeaseId lease) external returns (address[] memory members);

    /// @notice A member, after the epoch: commits to what it measured.
    /// @param seat its place in the committee
    /// @param commitment as `commitmentOf` makes it; not zero
    function commit(LeaseId lease, uint64 epoch, uint256 seat, bytes32 commitment) external;

    /// @notice A member, once all had time to commit: shows what it measured.
    function reveal(LeaseId lease, uint64 epoch, uint256 seat, Reading calldata reading, bytes32 salt) external;

    /// @notice Anyone, once all had time to reveal: takes the medians, lets the members go, and takes from the bonds of
    /// those that did not reveal or are far off.
    function conclude(LeaseId lease, uint64 epoch) external;

    /// @notice Anyone, until claimUntil: where auditors were not summoned or fell silent, what both parties signed
    /// (EIP-712 `ServiceReading`) counts.
    function submitReading(
        LeaseId lease,
        uint64 epoch,
        Reading calldata reading,
        bytes calldata providerSignature,
        bytes calldata payerSignature
    ) external;

    /// @notice Anyone, once an epoch, until claimUntil: the provider owes what the schedule says, and the market takes
    /// what it can of that at once.
    /// @param terms whose hash the order carried
    /// @return amount owed for the epoch, in the lease's asset; zero if all objectives were met
    function claim(LeaseId lease, uint64 epoch, ServiceTerms calldata terms) external returns (uint128 amount);

    /// @notice Anyone, at any time: has the market take what a provider still owes. The market gives back no more than
    /// was paid so far, so what vouchers pay later is taken from later.
    function collect(LeaseId lease) external returns (uint128 granted);

    /// @notice The number of the running epoch.
    function currentEpoch() external view returns (uint64);

    function sessionOf(LeaseId lease, uint64 epoch) external view returns (Session memory);

    /// @notice The committee, in the order of seats.
    function committeeOf(LeaseId lease, uint64 epoch) external view returns (address[] memory);

    /// @notice The hash of the lease's service terms; zero until enrolled.
    function sloOf(LeaseId lease) external view returns (bytes32);

    /// @notice What the lease's provider still owes for missed objectives (smallest units of the asset).
    function owed(LeaseId lease) external view returns (uint128);

    /// @notice What a full epoch of the lease costs by its first meter: the base of penalties, rounded down.
    function epochCost(LeaseId lease) external view returns (uint256);

    /// @notice keccak256 of the ABI encoding of lease, epoch, member, reading and salt: the member is in it, so that
    /// nobody can copy another's.
    function commitmentOf(LeaseId lease, uint64 epoch, address member, Reading calldata reading, bytes32 salt)
        external
        pure
        returns (bytes32);

    /// @notice EIP-712 struct hash of what parties co-sign.
    function readingHash(LeaseId lease, uint64 epoch, Reading calldata reading) external pure returns (bytes32);
}
