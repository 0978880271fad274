// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Names of the bounded numbers of disputes. They live in a Parameters contract of the court's own, since keys
/// are fixed at construction: so a court can be added to a market, and replaced.
library DisputeKeys {
    /// @notice What each side of a dispute locks beside the first panel's fees, and loses with it (smallest units).
    bytes32 internal constant DISPUTE_BOND = "disputeBond";
    /// @notice What an arbiter earns by a verdict that the majority shares (smallest units).
    bytes32 internal constant ARBITER_FEE = "arbiterFee";
    /// @notice Bond lost by an arbiter that stays silent or alone (smallest units).
    bytes32 internal constant ARBITER_PENALTY = "arbiterPenalty";
    /// @notice Arbiters of a first panel; an appeal has twice as many and one.
    bytes32 internal constant PANEL_SIZE = "panelSize";
    /// @notice Auditors who must sign a statement on a dispute.
    bytes32 internal constant AUDITOR_QUORUM = "auditorQuorum";
    /// @notice Seconds to answer a claim, and to contest a statement of auditors.
    bytes32 internal constant ANSWER_WINDOW = "answerWindow";
    /// @notice Seconds after the answer in which evidence counts.
    bytes32 internal constant EVIDENCE_WINDOW = "evidenceWindow";
    /// @notice Seconds for arbiters to commit to a verdict.
    bytes32 internal constant COMMIT_WINDOW = "commitWindow";
    /// @notice Seconds for arbiters to reveal it.
    bytes32 internal constant REVEAL_WINDOW = "revealWindow";
    /// @notice Seconds after a first verdict in which it may be appealed.
    bytes32 internal constant APPEAL_WINDOW = "appealWindow";
    /// @notice Seconds after a lease's end in which a dispute may be opened.
    bytes32 internal constant CLAIM_WINDOW = "claimWindow";
}
