// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";

/// @notice Disputes over leases that no machine can settle: a claim with a bond, an answer with a bond, evidence, then
/// arbiters drawn by lot who commit and reveal, one appeal, an end. Amounts are the stake token's smallest units, times
/// unix seconds. Evidence is a digest of a public record; the chain never looks into it. Nothing here can be paused.
///
/// Each stage has one deadline, up to and including which parties may act. After it anyone may call `advance`:
///
/// | stage    | may act                                        | silence until the deadline, then `advance`          |
/// | -------- | ---------------------------------------------- | --------------------------------------------------- |
/// | Opened   | defendant: `answer`                            | silent defendant: Defaulted, the claim is awarded   |
/// | Evidence | both: `submitEvidence`; auditors: `lodge`      | silent claimant: Forfeited; else Drawing            |
/// | Attested | whom the statement speaks against: `contest`   | the statement stands: Upheld or Rejected            |
/// | Drawing  | nobody (one block passes)                      | Commit; without enough arbiters Decided: undecided  |
/// | Commit   | arbiters: `commit`                             | Reveal                                              |
/// | Reveal   | arbiters: `reveal`                             | silent arbiters are slashed; Decided, after an appeal Final |
/// | Decided  | who lost, if undecided both: `appeal`, once    | the verdict is carried out                          |
/// | Final    | debtor: `payDebt`                              | –                                                   |
///
/// Until a panel sits, either party may `concede`; whenever none sits, `settle` with the other's signature.
/// A verdict takes more than half of the seats speaking and more of them for one side than for the other; without it
/// the first round ends undecided, and an appeal leaves the first verdict as it was.
///
/// Where the money goes. Both bonds are `disputeBond + panelSize * arbiterFee` as of the opening. Who loses pays the
/// first panel; who appeals pays the second. An award against a provider is taken from its stake, and what the payer
/// may not have by what it paid under the lease is insurance. An award against a payer is taken from its bond, and what
/// is missing stays as a debt that everybody can see. A claimant who loses pays the defendant out of its bond. Nobody
/// gains more than was claimed; the rest of a lost bond is insurance. Undecided: no award, both pay half of the panel.
interface IArbitration {
    /// @notice What is claimed. All but NotPaid by the payer; NotPaid and PolicyViolated by the provider.
    enum Claim {
        None,
        NotDelivered,
        WrongResult,
        SloBreached,
        Overcharged,
        PolicyViolated,
        NotPaid
    }

    enum Stage {
        None,
        Opened,
        Evidence,
        Attested,
        Drawing,
        Commit,
        Reveal,
        Decided,
        Final
    }

    /// @notice What arbiters and auditors say of a claim.
    enum Verdict {
        None,
        Upheld,
        Rejected
    }

    /// @notice How a dispute ended. For the claimant: Conceded, Defaulted, Upheld. For the defendant: Withdrawn,
    /// Forfeited, Rejected.
    enum Outcome {
        None,
        Conceded,
        Withdrawn,
        Settled,
        Defaulted,
        Forfeited,
        Upheld,
        Rejected,
        Undecided
    }

    /// @param lease the claim is about
    /// @param claimant payer or provider of the lease
    /// @param amount claimed
    /// @param defendant the other one
    /// @param bond of each side
    /// @param appellant zero until somebody appealed
    /// @param appealBond of the appellant
    /// @param arbiterFee of each arbiter who agreed with the majority
    /// @param feesPaid to the first panel, from both bonds, until it is known who loses
    /// @param debt that a payer still owes
    /// @param deadline of the stage; in stage Drawing a block number
    /// @param first verdict, once it was appealed
    /// @param byPayer whether the claimant is the payer
    /// @param answered whether the defendant's bond is here
    /// @param shown whether the claimant showed evidence after the answer
    /// @param panelSize arbiters of the first panel
    /// @param round 1, or 2 on appeal; 0 before the first draw
    /// @param drawRound of the arbiters' pool, within which they must be drawn
    /// @param verdict of auditors in Attested, of the last panel later
    struct Dispute {
        LeaseId lease;
        address claimant;
        uint96 amount;
        address defendant;
        uint96 bond;
        address appellant;
        uint96 appealBond;
        uint96 arbiterFee;
        uint96 feesPaid;
        uint96 debt;
        uint40 deadline;
        Claim claim;
        Stage stage;
        Outcome outcome;
        Verdict verdict;
        Verdict first;
        bool byPayer;
        bool answered;
        bool shown;
        uint8 panelSize;
        uint8 round;
        uint64 drawRound;
    }

    /// @notice An arbiter's part in one round.
    struct Ballot {
        bool drawn;
        bytes32 commitment;
        Verdict verdict;
    }

    event DisputeOpened(
        bytes32 indexed dispute,
        LeaseId indexed lease,
        address indexed claimant,
        address defendant,
        Claim claim,
        uint96 amount,
        uint96 bond,
        uint40 deadline,
        bytes32 evidence
    );
    event DisputeAnswered(bytes32 indexed dispute, uint40 deadline, bytes32 evidence);
    event EvidenceSubmitted(bytes32 indexed dispute, address indexed from, bytes32 evidence);
    event StatementLodged(
        bytes32 indexed dispute, Verdict verdict, bytes32 report, address[] signers, uint40 deadline
    );
    event StatementContested(bytes32 indexed dispute, address indexed by, bytes32 evidence);
    event DrawScheduled(bytes32 indexed dispute, uint8 round, uint256 afterBlock);
    event PanelDrawn(bytes32 indexed dispute, uint8 round, address[] arbiters, uint40 deadline);
    event VerdictCommitted(bytes32 indexed dispute, uint8 round, address indexed arbiter);
    event RevealStarted(bytes32 indexed dispute, uint8 round, uint40 deadline);
    event VerdictRevealed(bytes32 indexed dispute, uint8 round, address indexed arbiter, Verdict verdict);
    event DisputeDecided(
        bytes32 indexed dispute, uint8 round, Verdict verdict, uint256 upheld, uint256 rejected, uint40 deadline
    );
    event DisputeAppealed(bytes32 indexed dispute, address indexed by, uint96 bond, bytes32 evidence);
    event DisputeEnded(
        bytes32 indexed dispute, LeaseId indexed lease, Outcome outcome, uint256 compensation, uint256 debt
    );
    event DebtPaid(bytes32 indexed dispute, address indexed from, uint256 amount, uint256 left);

    error NotParty(bytes32 dispute, address caller);
    error NotLeaseParty(LeaseId lease, address caller);
    error NotDrawn(bytes32 dispute, address caller);
    error LeaseNotStarted(LeaseId lease);
    error ClaimNotAllowed(Claim claim);
    error ClaimOutOfRange(uint256 cap, uint256 amount);
    error DisputeExists(bytes32 dispute);
    error DisputeInStage(bytes32 dispute, Stage actual);
    error CourtRetired();
    error EvidenceMissing();
    error VerdictMissing();
    error QuorumMissing(uint256 needed, uint256 actual);
    error AuditorsNotInOrder(address before, address next);
    error AuditorNotBonded(address auditor);
    error BadSignature(address signer);
    error CommitmentMissing();
    error AlreadyRevealed(address arbiter);
    error CommitmentDiffers(bytes32 expected, bytes32 actual);
    error AppealNotAllowed(bytes32 dispute, address caller);
    error DebtExceeded(uint256 debt, uint256 amount);
    error TooEarly(uint256 from, uint256 now_);
    error TooLate(uint256 until, uint256 now_);

    /// @notice A party of a lease that has started claims `amount`, until claimWindow after the lease's end, and locks
    /// a bond. Each party has one dispute a lease and kind of claim, ever.
    /// @param amount at most what the payer paid (claims of the payer) or left unpaid of the deposit (of the provider),
    /// less what was awarded before, in the stake token
    /// @param evidence digest of the claim's record
    /// @return dispute keccak256 of the ABI encoding of lease, claimant and claim
    function open(LeaseId lease, Claim claim, uint96 amount, bytes32 evidence) external returns (bytes32 dispute);

    /// @notice The defendant denies the claim within answerWindow and locks the same bond.
    /// @param evidence digest of what speaks against the claim
    function answer(bytes32 dispute, bytes32 evidence) external;

    /// @notice A party gives in before a panel sits: the defendant concedes the whole claim, the claimant withdraws it.
    /// Bonds go back.
    function concede(bytes32 dispute) external;

    /// @notice A party ends the dispute, while no panel sits, by an amount that the other one signed.
    /// @param amount at most what was claimed
    /// @param signature of the other party on Settlement(bytes32 dispute,uint96 amount) in this contract's domain
    function settle(bytes32 dispute, uint96 amount, bytes calldata signature) external;

    /// @notice A party adds evidence within evidenceWindow of the answer. A claimant must, or it forfeits.
    function submitEvidence(bytes32 dispute, bytes32 evidence) external;

    /// @notice Anyone, within evidenceWindow: brings what auditors found by running a deterministic job again or by
    /// comparing signed logs. It stands unless whom it speaks against contests it within answerWindow.
    /// @param report digest of what they did and found
    /// @param signers at least auditorQuorum bonded auditors, in ascending order
    /// @param signatures on Statement(bytes32 dispute,uint8 verdict,bytes32 report) in this contract's domain
    function lodge(
        bytes32 dispute,
        Verdict verdict,
        bytes32 report,
        address[] calldata signers,
        bytes[] calldata signatures
    ) external;

    /// @notice Whom the auditors' statement speaks against asks for arbiters instead.
    function contest(bytes32 dispute, bytes32 evidence) external;

    /// @notice A drawn arbiter commits to a verdict within commitWindow; a later commitment replaces an earlier one.
    /// @param commitment as `commitmentOf` gives it
    function commit(bytes32 dispute, bytes32 commitment) external;

    /// @notice A drawn arbiter shows its verdict within revealWindow.
    function reveal(bytes32 dispute, Verdict verdict, bytes32 salt) external;

    /// @notice Who lost before the first panel (both, if it was undecided) asks within appealWindow for a panel of
    /// `2 * panelSize + 1` and locks `2 * disputeBond` and that panel's fees.
    function appeal(bytes32 dispute, bytes32 evidence) external;

    /// @notice Anyone, after the stage's deadline: does what time alone brings.
    function advance(bytes32 dispute) external;

    /// @notice Anyone pays what a payer owes by a dispute, to the provider.
    function payDebt(bytes32 dispute, uint96 amount) external;

    function disputeOf(bytes32 dispute) external view returns (Dispute memory);

    function panelOf(bytes32 dispute, uint8 round) external view returns (address[] memory);

    function ballotOf(bytes32 dispute, uint8 round, address arbiter) external view returns (Ballot memory);

    /// @notice The most that may be claimed under a lease now, by its payer or by its provider.
    function claimCap(LeaseId lease, bool byPayer) external view returns (uint256);

    /// @notice What an appeal would lock.
    function appealBondOf(bytes32 dispute) external view returns (uint256);

    /// @notice keccak256 of the ABI encoding of dispute, round, arbiter, verdict and salt.
    function commitmentOf(bytes32 dispute, uint8 round, address arbiter, Verdict verdict, bytes32 salt)
        external
        pure
        returns (bytes32);

    /// @notice What both sign to settle.
    function settlementDigest(bytes32 dispute, uint96 amount) external view returns (bytes32);

    /// @notice What auditors sign.
    function statementDigest(bytes32 dispute, Verdict verdict, bytes32 report) external view returns (bytes32);

    /// @notice What was awarded to the provider of a lease so far, paid or owed.
    function awarded(LeaseId lease) external view returns (uint256);

    /// @notice What an account still owes by disputes that it lost.
    function debtOf(address account) external view returns (uint256);

    /// @notice All bonds held here, less fees paid: the tokens of this contract.
    function totalBonds() external view returns (uint256);
}
