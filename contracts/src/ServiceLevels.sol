// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBondedPool} from "./interfaces/IBondedPool.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IServiceLevels} from "./interfaces/IServiceLevels.sol";
import {MessageHashes} from "./libraries/MessageHashes.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";
import {ServiceReadings} from "./libraries/ServiceReadings.sol";
import {Lease, LeaseStatus} from "./types/Lease.sol";
import {LeaseId} from "./types/LeaseId.sol";
import {Order, Quote} from "./types/Messages.sol";
import {Objective, Reading, ServiceTerms} from "./types/ServiceTerms.sol";

/// @title Measured service levels and what missing them costs.
/// @dev Warning: who makes the block that opens an epoch can bias its hash a little. Committees are drawn in the round
/// of that block, over weights from before it (see IBondedPool). A member serves many leases by `multicall`.
contract ServiceLevels is IServiceLevels, Multicall {
    using MessageHashes for Order;
    using MessageHashes for Quote;
    using SafeCast for uint256;
    using ServiceReadings for Reading;

    /// @notice Most members of a committee: concluding sorts their values.
    uint256 public constant MAX_COMMITTEE = 15;
    /// @notice Fewest reveals with which one can be told to be far off: of two nobody knows which.
    uint256 public constant MIN_FOR_OUTLIERS = 3;
    /// @notice The whole, in basis points.
    uint256 public constant WHOLE = 10_000;

    IMarket public immutable market;
    IParameters public immutable parameters;
    IBondedPool public immutable auditors;
    /// @notice Gets what auditors lose.
    address public immutable sink;

    mapping(uint64 epoch => uint256 blockNumber) private _openedAt;
    mapping(uint64 epoch => bytes32) private _randomness;
    mapping(LeaseId lease => mapping(uint64 epoch => Session)) private _sessions;
    mapping(LeaseId lease => mapping(uint64 epoch => address[])) private _committees;
    mapping(LeaseId lease => mapping(uint64 epoch => mapping(uint256 seat => bytes32))) private _commitments;
    mapping(LeaseId lease => mapping(uint64 epoch => mapping(uint256 seat => Reading))) private _readings;
    /// @inheritdoc IServiceLevels
    mapping(LeaseId lease => bytes32) public sloOf;
    /// @inheritdoc IServiceLevels
    mapping(LeaseId lease => uint128) public owed;

    /// @param market_ must take rebates from this contract
    /// @param parameters_ committeeSize, the three windows, silenceSlash, outlierSlash, outlierFactor
    /// @param auditors_ must have this contract as a judge
    /// @param sink_ gets what auditors lose
    constructor(IMarket market_, IParameters parameters_, IBondedPool auditors_, address sink_) {
        market = market_;
        parameters = parameters_;
        auditors = auditors_;
        sink = sink_;
        // Concluding reads these: an unknown key must show now, not when members want to go.
        parameters_.get(ParameterKeys.SILENCE_SLASH);
        parameters_.get(ParameterKeys.OUTLIER_SLASH);
        parameters_.get(ParameterKeys.OUTLIER_FACTOR);
    }

    // ---- before and during an epoch

    /// @inheritdoc IServiceLevels
    function enroll(LeaseId lease, Quote calldata quote, Order calldata order) external {
        LeaseId named = LeaseId.wrap(market.digestOf(quote.hash()));
        if (LeaseId.unwrap(named) != LeaseId.unwrap(lease)) revert LeaseMismatch(lease, named);
        if (quote.order != order.hash()) revert OrderMismatch(quote.order, order.hash());
        if (order.slo == 0) revert SloMissing(lease);
        sloOf[lease] = order.slo;
        emit LeaseEnrolled(lease, order.slo);
    }

    /// @inheritdoc IServiceLevels
    function openEpoch() external {
        uint64 epoch = _inFirstHalf();
        uint256 opened = _openedAt[epoch];
        bool lost = opened != 0 && _randomness[epoch] == 0 && opened < block.number && blockhash(opened) == 0;
        if (opened != 0 && !lost) revert EpochAlreadyOpen(epoch);
        _openedAt[epoch] = block.number;
        emit EpochOpened(epoch, block.number);
    }

    /// @inheritdoc IServiceLevels
    function summon(LeaseId lease) external returns (address[] memory members) {
        uint64 epoch = _inFirstHalf();
        if (sloOf[lease] == 0) revert SloMissing(lease);
        if (market.statusOf(lease) != LeaseStatus.Active) revert LeaseNotActive(lease);
        Session storage session = _sessions[lease][epoch];
        if (session.outcome != Outcome.None) revert AlreadySummoned(lease, epoch);
        uint256 asked = Math.min(parameters.get(ParameterKeys.COMMITTEE_SIZE), MAX_COMMITTEE);
        members = auditors.draw(keccak256(abi.encode(_seed(epoch), lease, epoch)), asked);
        if (members.length == 0) revert NobodyToSummon();

        session.outcome = Outcome.Summoned;
        session.asked = uint8(asked);
        _setDeadlines(session, epoch);
        _committees[lease][epoch] = members;
        emit CommitteeSummoned(lease, epoch, session.commitUntil, session.revealUntil, session.claimUntil);
        for (uint256 seat = 0; seat < members.length; ++seat) {
            emit MemberSummoned(lease, epoch, members[seat], seat);
            auditors.lock(members[seat]);
        }
    }

    // ---- after it

    /// @inheritdoc IServiceLevels
    function commit(LeaseId lease, uint64 epoch, uint256 seat, bytes32 commitment) external {
        Session storage session = _seated(lease, epoch, seat);
        _requireFrom(_endOf(epoch));
        _requireBy(session.commitUntil);
        if (commitment == 0) revert CommitmentMissing();
        if (_commitments[lease][epoch][seat] != 0) revert AlreadyCommitted(msg.sender);
        _commitments[lease][epoch][seat] = commitment;
        emit MeasurementCommitted(lease, epoch, msg.sender, commitment);
    }

    /// @inheritdoc IServiceLevels
    function reveal(LeaseId lease, uint64 epoch, uint256 seat, Reading calldata reading, bytes32 salt) external {
        Session storage session = _seated(lease, epoch, seat);
        _requireFrom(uint256(session.commitUntil) + 1);
        _requireBy(session.revealUntil);
        if (!reading.isInRange()) revert ReadingOutOfRange();
        bytes32 expected = _commitments[lease][epoch][seat];
        bytes32 actual = commitmentOf(lease, epoch, msg.sender, reading, salt);
        if (expected != actual) revert CommitmentWrong(expected, actual);
        _readings[lease][epoch][seat] = reading;
        // Casting is safe: a seat is below MAX_COMMITTEE.
        // forge-lint: disable-next-line(unsafe-typecast)
        session.revealed |= uint16(1 << seat);
        emit MeasurementRevealed(lease, epoch, msg.sender, reading);
    }

    /// @inheritdoc IServiceLevels
    function conclude(LeaseId lease, uint64 epoch) external {
        Session storage session = _sessions[lease][epoch];
        if (session.outcome != Outcome.Summoned) revert WrongOutcome(session.outcome);
        _requireFrom(uint256(session.revealUntil) + 1);
        Reading[] memory revealed = _revealed(lease, epoch, session.revealed);
        uint256 quorum = uint256(session.asked) / 2 + 1;
        bool measured = revealed.length >= quorum;
        session.outcome = measured ? Outcome.Measured : Outcome.Unmeasured;
        if (measured) session.reading = ServiceReadings.median(revealed, quorum);
        emit EpochConcluded(lease, epoch, session.outcome, session.reading);
        _dismiss(lease, epoch, session.revealed, ServiceReadings.median(revealed, Math.max(quorum, MIN_FOR_OUTLIERS)));
    }

    /// @inheritdoc IServiceLevels
    function submitReading(
        LeaseId lease,
        uint64 epoch,
        Reading calldata reading,
        bytes calldata providerSignature,
        bytes calldata payerSignature
    ) external {
        Session storage session = _sessions[lease][epoch];
        if (session.outcome != Outcome.None && session.outcome != Outcome.Unmeasured) {
            revert WrongOutcome(session.outcome);
        }
        if (sloOf[lease] == 0) revert SloMissing(lease);
        _requireFrom(_endOf(epoch));
        if (session.outcome == Outcome.None) _setDeadlines(session, epoch);
        _requireBy(session.claimUntil);
        if (!reading.isInRange()) revert ReadingOutOfRange();
        Lease memory record = market.leaseOf(lease);
        bytes32 digest = market.digestOf(readingHash(lease, epoch, reading));
        _requireSigned(record.provider, digest, providerSignature);
        _requireSigned(record.payer, digest, payerSignature);
        session.outcome = Outcome.CoSigned;
        session.reading = reading;
        emit EpochConcluded(lease, epoch, Outcome.CoSigned, reading);
    }

    /// @inheritdoc IServiceLevels
    function claim(LeaseId lease, uint64 epoch, ServiceTerms calldata terms) external returns (uint128 amount) {
        Session storage session = _sessions[lease][epoch];
        if (session.outcome != Outcome.Measured && session.outcome != Outcome.CoSigned) {
            revert WrongOutcome(session.outcome);
        }
        if (session.claimed) revert AlreadyClaimed(lease, epoch);
        _requireBy(session.claimUntil);
        bytes32 hashed = keccak256(abi.encode(terms));
        if (hashed != sloOf[lease]) revert TermsMismatch(sloOf[lease], hashed);
        session.claimed = true;
        uint256 basisPoints = _penalty(session.reading, terms);
        amount = (epochCost(lease) * basisPoints / WHOLE).toUint128();
        owed[lease] += amount;
        emit PenaltyClaimed(lease, epoch, basisPoints, amount);
        if (amount > 0) collect(lease);
    }

    /// @inheritdoc IServiceLevels
    function collect(LeaseId lease) public returns (uint128 granted) {
        uint128 amount = owed[lease];
        // Nothing is owed while the market is asked, so nothing can be taken twice.
        owed[lease] = 0;
        granted = market.rebate(lease, amount, sloOf[lease]);
        owed[lease] += amount - granted;
        emit PenaltyCollected(lease, granted, owed[lease]);
    }

    // ---- views

    /// @inheritdoc IServiceLevels
    function currentEpoch() public view returns (uint64) {
        return auditors.round();
    }

    /// @inheritdoc IServiceLevels
    function sessionOf(LeaseId lease, uint64 epoch) external view returns (Session memory) {
        return _sessions[lease][epoch];
    }

    /// @inheritdoc IServiceLevels
    function committeeOf(LeaseId lease, uint64 epoch) external view returns (address[] memory) {
        return _committees[lease][epoch];
    }

    /// @inheritdoc IServiceLevels
    function epochCost(LeaseId lease) public view returns (uint256) {
        (,, uint40 intervalSeconds,,) = market.terms();
        return uint256(market.leaseOf(lease).intervalCost) * auditors.roundSeconds() / intervalSeconds;
    }

    /// @inheritdoc IServiceLevels
    function commitmentOf(LeaseId lease, uint64 epoch, address member, Reading calldata reading, bytes32 salt)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(lease, epoch, member, reading, salt));
    }

    /// @inheritdoc IServiceLevels
    function readingHash(LeaseId lease, uint64 epoch, Reading calldata reading) public pure returns (bytes32) {
        return reading.hash(lease, epoch);
    }

    // ---- rules

    /// @dev The hash of the block that opened the epoch, kept at the first use, since the chain forgets it.
    function _seed(uint64 epoch) private returns (bytes32 randomness) {
        randomness = _randomness[epoch];
        if (randomness != 0) return randomness;
        uint256 opened = _openedAt[epoch];
        randomness = opened == 0 ? bytes32(0) : blockhash(opened);
        if (randomness == 0) revert EpochNotOpen(epoch);
        _randomness[epoch] = randomness;
    }

    function _setDeadlines(Session storage session, uint64 epoch) private {
        uint256 commitUntil = _endOf(epoch) + parameters.get(ParameterKeys.COMMIT_WINDOW);
        uint256 revealUntil = commitUntil + parameters.get(ParameterKeys.REVEAL_WINDOW);
        session.commitUntil = commitUntil.toUint40();
        session.revealUntil = revealUntil.toUint40();
        session.claimUntil = (revealUntil + parameters.get(ParameterKeys.CLAIM_WINDOW)).toUint40();
    }

    function _revealed(LeaseId lease, uint64 epoch, uint256 seats) private view returns (Reading[] memory revealed) {
        revealed = new Reading[](MAX_COMMITTEE);
        uint256 count = 0;
        for (uint256 seat = 0; seat < MAX_COMMITTEE; ++seat) {
            if (_isIn(seats, seat)) revealed[count++] = _readings[lease][epoch][seat];
        }
        // Fewer than a full committee: shorten the array in place.
        assembly ("memory-safe") {
            mstore(revealed, count)
        }
    }

    /// @dev Lets the committee go; takes from those that did not reveal or are far from `middle`.
    function _dismiss(LeaseId lease, uint64 epoch, uint256 seats, Reading memory middle) private {
        address[] memory members = _committees[lease][epoch];
        uint256 factor = parameters.get(ParameterKeys.OUTLIER_FACTOR);
        for (uint256 seat = 0; seat < members.length; ++seat) {
            bool silent = !_isIn(seats, seat);
            if (silent || _readings[lease][epoch][seat].isFarFrom(middle, factor)) {
                bytes32 fine = silent ? ParameterKeys.SILENCE_SLASH : ParameterKeys.OUTLIER_SLASH;
                uint256 taken = auditors.slash(members[seat], parameters.get(fine), sink);
                emit AuditorFaulted(lease, epoch, members[seat], silent, taken);
            }
            auditors.unlock(members[seat]);
        }
    }

    function _isIn(uint256 seats, uint256 seat) private pure returns (bool) {
        return seats >> seat & 1 == 1;
    }

    function _penalty(Reading memory reading, ServiceTerms calldata terms) private view returns (uint256 basisPoints) {
        for (uint256 i = 0; i < terms.objectives.length; ++i) {
            Objective calldata objective = terms.objectives[i];
            (uint256 value, bool measured) = reading.valueOf(uint256(objective.indicator));
            uint256 missing =
                measured ? ServiceReadings.shortfall(uint256(objective.indicator), value, objective.target) : 0;
            if (missing > 0) {
                basisPoints += Math.min(terms.schedule.penalty(objective.indicator, missing), WHOLE);
            }
        }
        return Math.min(basisPoints, WHOLE);
    }

    function _seated(LeaseId lease, uint64 epoch, uint256 seat) private view returns (Session storage) {
        address[] storage members = _committees[lease][epoch];
        if (seat >= members.length || members[seat] != msg.sender) revert SeatNotYours(seat, msg.sender);
        return _sessions[lease][epoch];
    }

    function _inFirstHalf() private view returns (uint64 epoch) {
        epoch = currentEpoch();
        _requireBy(_endOf(epoch) - auditors.roundSeconds() / 2);
    }

    function _endOf(uint64 epoch) private view returns (uint256) {
        return (uint256(epoch) + 1) * auditors.roundSeconds();
    }

    function _requireFrom(uint256 from) private view {
        if (block.timestamp < from) revert TooEarly(from, block.timestamp);
    }

    function _requireBy(uint256 until) private view {
        if (block.timestamp > until) revert TooLate(until, block.timestamp);
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert BadSignature(signer);
    }
}
