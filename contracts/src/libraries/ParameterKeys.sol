// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Names of the bounded numbers that governance may move.
library ParameterKeys {
    /// @notice Stake that a provider needs to take a lease (stake token, smallest units).
    bytes32 internal constant MIN_STAKE = "minStake";
    /// @notice Bond of a registered auditor (stake token, smallest units).
    bytes32 internal constant MIN_AUDITOR_BOND = "minAuditorBond";
    /// @notice Bond of a registered arbiter (stake token, smallest units).
    bytes32 internal constant MIN_ARBITER_BOND = "minArbiterBond";
    /// @notice Stake lost by an unanswered storage challenge (smallest units).
    bytes32 internal constant SLASH_PER_FAULT = "slashPerFault";
    /// @notice Stake lost by not starting in time (smallest units).
    bytes32 internal constant START_PENALTY = "startPenalty";
    /// @notice What a challenger locks, and loses to the provider if it answers (smallest units).
    bytes32 internal constant CHALLENGE_BOND = "challengeBond";
    /// @notice Share of a slash that goes to the auditor (smallest units).
    bytes32 internal constant AUDITOR_FEE = "auditorFee";
    /// @notice Seconds to answer a challenge.
    bytes32 internal constant DISPUTE_WINDOW = "disputeWindow";
    /// @notice Seconds after a lease's end in which a last voucher may be shown.
    bytes32 internal constant CHALLENGE_WINDOW = "challengeWindow";
    /// @notice Seconds that a lease may stay paused before anyone may end it.
    bytes32 internal constant GRACE_WINDOW = "graceWindow";
    /// @notice Seconds between asking for stake back and getting it.
    bytes32 internal constant UNBONDING_PERIOD = "unbondingPeriod";
    /// @notice Seconds from the opening of a lease to its start deadline.
    bytes32 internal constant START_WINDOW = "startWindow";
    /// @notice Seconds of service that one voucher usually pays for.
    bytes32 internal constant INTERVAL_SECONDS = "intervalSeconds";
    /// @notice Seconds of a storage epoch.
    bytes32 internal constant EPOCH_SECONDS = "epochSeconds";
    /// @notice Seconds after an epoch's end in which its inventory may be challenged.
    bytes32 internal constant AUDIT_WINDOW = "auditWindow";
}
