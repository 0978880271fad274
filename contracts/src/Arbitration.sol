// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ArbiterPanels} from "./ArbiterPanels.sol";
import {IArbitration} from "./interfaces/IArbitration.sol";
import {IBondedPool} from "./interfaces/IBondedPool.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {DisputeKeys} from "./libraries/DisputeKeys.sol";
import {CloseReason, Lease, LeaseStatus} from "./types/Lease.sol";
import {LeaseId} from "./types/LeaseId.sol";

/// @title Disputes that machines cannot settle.
/// @dev Warning: arbiters are drawn by the hash of a block that comes after all evidence. Its producer could withhold
/// that block; nobody else can choose. If nobody draws within 256 blocks another block is taken.
contract Arbitration is ArbiterPanels, EIP712 {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice Most arbiters of a first panel; an appeal's must still fit into one draw of the pool.
    uint256 public constant MAX_PANEL = 15;
    bytes32 public constant SETTLEMENT_TYPEHASH = keccak256("Settlement(bytes32 dispute,uint96 amount)");
    bytes32 public constant STATEMENT_TYPEHASH = keccak256("Statement(bytes32 dispute,uint8 verdict,bytes32 report)");

    IProviderRegistry public immutable registry;
    IMarket public immutable market;
    IBondedPool public immutable auditors;

    mapping(bytes32 dispute => Dispute) private _disputes;
    /// @inheritdoc IArbitration
    mapping(LeaseId lease => uint256) public awarded;
    /// @inheritdoc IArbitration
    mapping(address account => uint256) public debtOf;
    /// @inheritdoc IArbitration
    uint256 public totalBonds;

    /// @param token_ the stake token, in which bonds are posted
    /// @param parameters_ all that KEYS below names
    /// @param registry_ must let this contract bind, release and slash
    /// @param market_ whose leases are disputed
    /// @param auditors_ whose statements count
    /// @param arbiters must let this contract lock, unlock and slash
    constructor(
        IERC20 token_,
        IParameters parameters_,
        IProviderRegistry registry_,
        IMarket market_,
        IBondedPool auditors_,
        IBondedPool arbiters
    ) ArbiterPanels(token_, parameters_, arbiters) EIP712("SoukArbitration", "1") {
        registry = registry_;
        market = market_;
        auditors = auditors_;
        // Exits read these: an unknown key must show now, not when somebody wants to leave.
        bytes32[11] memory keys = [
            DisputeKeys.DISPUTE_BOND,
            DisputeKeys.ARBITER_FEE,
            DisputeKeys.ARBITER_PENALTY,
            DisputeKeys.PANEL_SIZE,
            DisputeKeys.AUDITOR_QUORUM,
            DisputeKeys.ANSWER_WINDOW,
            DisputeKeys.EVIDENCE_WINDOW,
            DisputeKeys.COMMIT_WINDOW,
            DisputeKeys.REVEAL_WINDOW,
            DisputeKeys.APPEAL_WINDOW,
            DisputeKeys.CLAIM_WINDOW
        ];
        for (uint256 i = 0; i < keys.length; ++i) {
            parameters_.get(keys[i]);
        }
        token_.forceApprove(address(registry_), type(uint256).max);
    }

    // ---- the parties

    /// @inheritdoc IArbitration
    function open(LeaseId lease, Claim claim, uint96 amount, bytes32 evidence) external returns (bytes32 dispute) {
        if (evidence == 0) revert EvidenceMissing();
        Lease memory entry = market.leaseOf(lease);
        bool byPayer = _requireClaimant(lease, entry, claim);
        uint256 cap = claimCap(lease, byPayer);
        if (amount == 0 || amount > cap) revert ClaimOutOfRange(cap, amount);
        uint256 until = entry.endsAt + parameters.get(DisputeKeys.CLAIM_WINDOW);
        if (block.timestamp > until) revert TooLate(until, block.timestamp);
        dispute = keccak256(abi.encode(lease, msg.sender, claim));
        Dispute storage record = _disputes[dispute];
        if (record.stage != Stage.None) revert DisputeExists(dispute);

        record.lease = lease;
        record.claimant = msg.sender;
        record.amount = amount;
        record.defendant = byPayer ? entry.provider : entry.payer;
        record.claim = claim;
        record.byPayer = byPayer;
        record.panelSize = Math.min(parameters.get(DisputeKeys.PANEL_SIZE), MAX_PANEL).toUint8();
        record.arbiterFee = uint256(parameters.get(DisputeKeys.ARBITER_FEE)).toUint96();
        record.bond =
            (parameters.get(DisputeKeys.DISPUTE_BOND) + uint256(record.panelSize) * record.arbiterFee).toUint96();
        _enter(record, Stage.Opened, DisputeKeys.ANSWER_WINDOW);
        emit DisputeOpened(
            dispute, lease, msg.sender, record.defendant, claim, amount, record.bond, record.deadline, evidence
        );
        // Only an active court may bind, and none that is retired takes new disputes.
        if (byPayer) registry.bindChallenge(record.defendant);
        else if (registry.slashers(address(this)) != IProviderRegistry.SlasherStatus.Active) revert CourtRetired();
        _takeBond(record.bond);
    }

    /// @inheritdoc IArbitration
    function answer(bytes32 dispute, bytes32 evidence) external {
        Dispute storage record = _inTime(dispute, Stage.Opened);
        if (msg.sender != record.defendant) revert NotParty(dispute, msg.sender);
        if (evidence == 0) revert EvidenceMissing();
        record.answered = true;
        _enter(record, Stage.Evidence, DisputeKeys.EVIDENCE_WINDOW);
        emit DisputeAnswered(dispute, record.deadline, evidence);
        _takeBond(record.bond);
    }

    /// @inheritdoc IArbitration
    function concede(bytes32 dispute) external {
        Dispute storage record = _unseated(dispute);
        // Once a panel has spoken, giving in does not save the bond.
        if (record.stage == Stage.Decided || record.round == 2) revert DisputeInStage(dispute, record.stage);
        _end(dispute, record, _byClaimant(dispute, record) ? Outcome.Withdrawn : Outcome.Conceded, record.amount);
    }

    /// @inheritdoc IArbitration
    function settle(bytes32 dispute, uint96 amount, bytes calldata signature) external {
        Dispute storage record = _unseated(dispute);
        if (amount > record.amount) revert ClaimOutOfRange(record.amount, amount);
        address other = _byClaimant(dispute, record) ? record.defendant : record.claimant;
        _requireSigned(other, settlementDigest(dispute, amount), signature);
        _end(dispute, record, Outcome.Settled, amount);
    }

    /// @inheritdoc IArbitration
    function submitEvidence(bytes32 dispute, bytes32 evidence) external {
        Dispute storage record = _inTime(dispute, Stage.Evidence);
        if (evidence == 0) revert EvidenceMissing();
        if (_byClaimant(dispute, record)) record.shown = true;
        emit EvidenceSubmitted(dispute, msg.sender, evidence);
    }

    /// @inheritdoc IArbitration
    function contest(bytes32 dispute, bytes32 evidence) external {
        Dispute storage record = _inTime(dispute, Stage.Attested);
        if (evidence == 0) revert EvidenceMissing();
        bool againstClaimant = record.verdict == Verdict.Rejected;
        if (_byClaimant(dispute, record) != againstClaimant) revert NotParty(dispute, msg.sender);
        emit StatementContested(dispute, msg.sender, evidence);
        _schedule(dispute, record, 1);
    }

    /// @inheritdoc IArbitration
    function appeal(bytes32 dispute, bytes32 evidence) external {
        Dispute storage record = _inTime(dispute, Stage.Decided);
        if (evidence == 0) revert EvidenceMissing();
        Verdict against = _byClaimant(dispute, record) ? Verdict.Upheld : Verdict.Rejected;
        if (record.verdict == against) revert AppealNotAllowed(dispute, msg.sender);
        record.appellant = msg.sender;
        record.first = record.verdict;
        record.appealBond = appealBondOf(dispute).toUint96();
        emit DisputeAppealed(dispute, msg.sender, record.appealBond, evidence);
        _schedule(dispute, record, 2);
        _takeBond(record.appealBond);
    }

    /// @inheritdoc IArbitration
    function payDebt(bytes32 dispute, uint96 amount) external {
        Dispute storage record = _disputes[dispute];
        if (amount == 0 || amount > record.debt) revert DebtExceeded(record.debt, amount);
        record.debt -= amount;
        debtOf[record.defendant] -= amount;
        emit DebtPaid(dispute, msg.sender, amount, record.debt);
        token.safeTransferFrom(msg.sender, record.claimant, amount);
    }

    // ---- auditors and arbiters

    /// @inheritdoc IArbitration
    function lodge(
        bytes32 dispute,
        Verdict verdict,
        bytes32 report,
        address[] calldata signers,
        bytes[] calldata signatures
    ) external {
        Dispute storage record = _inTime(dispute, Stage.Evidence);
        if (verdict == Verdict.None) revert VerdictMissing();
        uint256 needed = parameters.get(DisputeKeys.AUDITOR_QUORUM);
        if (signers.length < needed) revert QuorumMissing(needed, signers.length);
        if (signers.length != signatures.length) revert QuorumMissing(signers.length, signatures.length);
        bytes32 digest = statementDigest(dispute, verdict, report);
        address before = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            if (signers[i] <= before) revert AuditorsNotInOrder(before, signers[i]);
            before = signers[i];
            if (_isParty(record, before) || auditors.weightOf(before) == 0) revert AuditorNotBonded(before);
            _requireSigned(before, digest, signatures[i]);
        }
        record.verdict = verdict;
        _enter(record, Stage.Attested, DisputeKeys.ANSWER_WINDOW);
        emit StatementLodged(dispute, verdict, report, signers, record.deadline);
    }

    /// @inheritdoc IArbitration
    function commit(bytes32 dispute, bytes32 commitment) external {
        _commit(dispute, _inTime(dispute, Stage.Commit).round, commitment);
    }

    /// @inheritdoc IArbitration
    function reveal(bytes32 dispute, Verdict verdict, bytes32 salt) external {
        _reveal(dispute, _inTime(dispute, Stage.Reveal).round, verdict, salt);
    }

    // ---- time

    /// @inheritdoc IArbitration
    function advance(bytes32 dispute) external {
        Dispute storage record = _disputes[dispute];
        Stage stage = record.stage;
        if (stage == Stage.None || stage == Stage.Final) revert DisputeInStage(dispute, stage);
        uint256 now_ = stage == Stage.Drawing ? block.number : block.timestamp;
        if (now_ <= record.deadline) revert TooEarly(uint256(record.deadline) + 1, now_);
        if (stage == Stage.Opened) return _end(dispute, record, Outcome.Defaulted, record.amount);
        if (stage == Stage.Evidence && !record.shown) return _end(dispute, record, Outcome.Forfeited, 0);
        if (stage == Stage.Evidence) return _schedule(dispute, record, 1);
        if (stage == Stage.Drawing) return _draw(dispute, record);
        if (stage == Stage.Commit) return _startReveal(dispute, record);
        if (stage == Stage.Reveal) return _tally(dispute, record);
        _carryOut(dispute, record);
    }

    // ---- views

    /// @inheritdoc IArbitration
    function disputeOf(bytes32 dispute) external view returns (Dispute memory) {
        return _disputes[dispute];
    }

    /// @inheritdoc IArbitration
    function claimCap(LeaseId lease, bool byPayer) public view returns (uint256) {
        if (!byPayer) {
            Lease memory entry = market.leaseOf(lease);
            (,, uint128 rate) = market.assetTerms(market.assetById(entry.assetId));
            return Math.saturatingSub(uint256(entry.deposit - entry.paid) * rate, awarded[lease]);
        }
        return market.compensationCap(lease);
    }

    /// @inheritdoc IArbitration
    function appealBondOf(bytes32 dispute) public view returns (uint256) {
        Dispute storage record = _disputes[dispute];
        uint256 fees = uint256(record.panelSize) * record.arbiterFee;
        return 2 * (record.bond - fees) + _seats(record, 2) * record.arbiterFee;
    }

    /// @inheritdoc IArbitration
    function settlementDigest(bytes32 dispute, uint96 amount) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(SETTLEMENT_TYPEHASH, dispute, amount)));
    }

    /// @inheritdoc IArbitration
    function statementDigest(bytes32 dispute, Verdict verdict, bytes32 report) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(STATEMENT_TYPEHASH, dispute, verdict, report)));
    }

    // ---- panels

    /// @dev All evidence is in, and nobody knows the hash of the next block.
    function _schedule(bytes32 dispute, Dispute storage record, uint8 round) private {
        record.stage = Stage.Drawing;
        record.round = round;
        record.verdict = Verdict.None;
        record.deadline = (block.number + 1).toUint40();
        record.drawRound = pool.round();
        emit DrawScheduled(dispute, round, record.deadline);
    }

    function _draw(bytes32 dispute, Dispute storage record) private {
        bytes32 entropy = blockhash(record.deadline);
        // Too late: the chain has forgotten the hash, or members could have come and gone knowing it.
        if (entropy == 0 || pool.round() != record.drawRound) return _schedule(dispute, record, record.round);
        uint8 round = record.round;
        uint256 seats = _seats(record, round);
        uint256 seated = _seat(dispute, round, seats, entropy, [record.claimant, record.defendant]);
        _enter(record, Stage.Commit, DisputeKeys.COMMIT_WINDOW);
        emit PanelDrawn(dispute, round, panelOf(dispute, round), record.deadline);
        if (seated > seats / 2) return;
        _release(dispute, round);
        _decide(dispute, record, 0, 0);
    }

    function _startReveal(bytes32 dispute, Dispute storage record) private {
        _enter(record, Stage.Reveal, DisputeKeys.REVEAL_WINDOW);
        emit RevealStarted(dispute, record.round, record.deadline);
    }

    /// @dev More than half of the seats must have spoken, and more of them for one verdict than for the other.
    function _tally(bytes32 dispute, Dispute storage record) private {
        uint8 round = record.round;
        (uint256 upheld, uint256 rejected) = _count(dispute, round);
        if (upheld + rejected > _seats(record, round) / 2 && upheld != rejected) {
            record.verdict = upheld > rejected ? Verdict.Upheld : Verdict.Rejected;
        }
        (uint96 fees, uint256 fined) = _dismiss(dispute, round, record.verdict, record.arbiterFee);
        if (round == 1) record.feesPaid = fees;
        else record.appealBond -= fees;
        totalBonds -= fees;
        if (fined > 0) registry.addInsurance(fined);
        _decide(dispute, record, upheld, rejected);
    }

    function _decide(bytes32 dispute, Dispute storage record, uint256 upheld, uint256 rejected) private {
        _enter(record, Stage.Decided, DisputeKeys.APPEAL_WINDOW);
        emit DisputeDecided(dispute, record.round, record.verdict, upheld, rejected, record.deadline);
        if (record.round == 2) _carryOut(dispute, record);
    }

    // ---- the end

    function _carryOut(bytes32 dispute, Dispute storage record) private {
        // An appeal that nobody decides leaves the first verdict as it was.
        Verdict verdict = record.verdict == Verdict.None ? record.first : record.verdict;
        if (verdict == Verdict.Upheld) return _end(dispute, record, Outcome.Upheld, record.amount);
        _end(dispute, record, verdict == Verdict.Rejected ? Outcome.Rejected : Outcome.Undecided, 0);
    }

    /// @dev What each side put in, less the panels, goes to: whom it belongs to, the award, insurance.
    function _end(bytes32 dispute, Dispute storage record, Outcome outcome, uint96 award) private {
        record.stage = Stage.Final;
        record.outcome = outcome;
        (uint256 ofClaimant, uint256 ofDefendant) = _shares(record, outcome);
        totalBonds -= ofClaimant + ofDefendant;
        uint256 forfeited = 0;
        if (outcome == Outcome.Defaulted || outcome == Outcome.Upheld) (forfeited, ofDefendant) = (ofDefendant, 0);
        if (outcome == Outcome.Forfeited || outcome == Outcome.Rejected) {
            (forfeited, ofClaimant) = (ofClaimant, 0);
            uint256 costs = Math.min(forfeited, record.amount);
            (forfeited, ofDefendant) = (forfeited - costs, ofDefendant + costs);
        }
        if (outcome == Outcome.Withdrawn || outcome == Outcome.Undecided) award = 0;
        uint256 compensation = 0;
        if (record.byPayer) {
            compensation = _slash(dispute, record, award);
        } else if (award > 0) {
            uint256 owed = Math.min(award, claimCap(record.lease, false));
            awarded[record.lease] += owed;
            uint256 lost = Math.min(owed, forfeited);
            uint256 returned = Math.min(owed - lost, ofDefendant);
            (forfeited, ofDefendant) = (forfeited - lost, ofDefendant - returned);
            compensation = lost + returned;
            record.debt = (owed - compensation).toUint96();
            debtOf[record.defendant] += record.debt;
            ofClaimant += compensation;
        }
        emit DisputeEnded(dispute, record.lease, outcome, compensation, record.debt);
        _pay(record.claimant, ofClaimant);
        _pay(record.defendant, ofDefendant);
        if (forfeited > 0) registry.addInsurance(forfeited);
    }

    /// @dev Bonds by side, the first panel charged to who loses (half each if nobody does), the second to the appellant.
    function _shares(Dispute storage record, Outcome outcome)
        private
        view
        returns (uint256 ofClaimant, uint256 ofDefendant)
    {
        ofClaimant = record.bond;
        if (record.answered) ofDefendant = record.bond;
        uint256 fees = record.feesPaid;
        if (outcome == Outcome.Settled || outcome == Outcome.Undecided) {
            ofClaimant -= fees / 2;
            ofDefendant -= fees - fees / 2;
        } else if (outcome == Outcome.Withdrawn || outcome == Outcome.Forfeited || outcome == Outcome.Rejected) {
            ofClaimant -= fees;
        } else {
            ofDefendant -= fees;
        }
        if (record.appellant == record.claimant) ofClaimant += record.appealBond;
        else ofDefendant += record.appealBond;
    }

    function _slash(bytes32 dispute, Dispute storage record, uint256 award) private returns (uint256 compensation) {
        registry.releaseChallenge(record.defendant);
        if (award == 0) return 0;
        compensation = registry.slash(
            record.defendant,
            award,
            IProviderRegistry.SlashSplit(record.claimant, market.compensationCap(record.lease), address(0), 0),
            dispute
        );
        if (compensation > 0) market.recordCompensation(record.lease, compensation);
    }

    // ---- rules

    function _requireClaimant(LeaseId lease, Lease memory entry, Claim claim) private view returns (bool byPayer) {
        byPayer = msg.sender == entry.payer;
        if (!byPayer && msg.sender != entry.provider) revert NotLeaseParty(lease, msg.sender);
        if (entry.status == LeaseStatus.Open || entry.reason == CloseReason.StartTimeout) revert LeaseNotStarted(lease);
        if (claim == Claim.None) revert ClaimNotAllowed(claim);
        if (claim != Claim.PolicyViolated && byPayer == (claim == Claim.NotPaid)) revert ClaimNotAllowed(claim);
    }

    function _inTime(bytes32 dispute, Stage stage) private view returns (Dispute storage record) {
        record = _disputes[dispute];
        if (record.stage != stage) revert DisputeInStage(dispute, record.stage);
        if (block.timestamp > record.deadline) revert TooLate(record.deadline, block.timestamp);
    }

    /// @dev Running, and no panel at work that a private agreement would send home.
    function _unseated(bytes32 dispute) private view returns (Dispute storage record) {
        record = _disputes[dispute];
        Stage stage = record.stage;
        if (stage == Stage.None || stage == Stage.Commit || stage == Stage.Reveal || stage == Stage.Final) {
            revert DisputeInStage(dispute, stage);
        }
    }

    function _byClaimant(bytes32 dispute, Dispute storage record) private view returns (bool) {
        if (!_isParty(record, msg.sender)) revert NotParty(dispute, msg.sender);
        return msg.sender == record.claimant;
    }

    function _isParty(Dispute storage record, address account) private view returns (bool) {
        return account == record.claimant || account == record.defendant;
    }

    function _seats(Dispute storage record, uint8 round) private view returns (uint256) {
        return round == 1 ? record.panelSize : 2 * uint256(record.panelSize) + 1;
    }

    function _enter(Dispute storage record, Stage stage, bytes32 window) private {
        record.stage = stage;
        record.deadline = (block.timestamp + parameters.get(window)).toUint40();
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature)) revert BadSignature(signer);
    }

    function _takeBond(uint256 amount) private {
        totalBonds += amount;
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    function _pay(address to, uint256 amount) private {
        if (amount > 0) token.safeTransfer(to, amount);
    }
}
