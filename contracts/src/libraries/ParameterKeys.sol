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
    /// @notice Reports of utilisation that move a price.
    bytes32 internal constant PRICE_QUORUM = "priceQuorum";
    /// @notice Auditors drawn for one lease and epoch.
    bytes32 internal constant COMMITTEE_SIZE = "committeeSize";
    /// @notice Seconds after an epoch's end to commit to measurements.
    bytes32 internal constant COMMIT_WINDOW = "commitWindow";
    /// @notice Seconds after that to reveal them.
    bytes32 internal constant REVEAL_WINDOW = "revealWindow";
    /// @notice Seconds after that to submit co-signed readings and to claim penalties.
    bytes32 internal constant CLAIM_WINDOW = "claimWindow";
    /// @notice Bond that an auditor loses for not revealing (smallest units).
    bytes32 internal constant SILENCE_SLASH = "silenceSlash";
    /// @notice Bond that an auditor loses for a value far from the median (smallest units).
    bytes32 internal constant OUTLIER_SLASH = "outlierSlash";
    /// @notice How many times a value must be above or below the median to be far off.
    bytes32 internal constant OUTLIER_FACTOR = "outlierFactor";
    /// @notice Most that one reward epoch may grant of the reward pool, in parts per million.
    bytes32 internal constant REWARD_SHARE = "rewardShare";
    /// @notice Seconds after a reward epoch to attest its root; shorter than unbondingPeriod.
    bytes32 internal constant ATTEST_WINDOW = "attestWindow";
    /// @notice Seconds from the grant of rewards to claim them.
    bytes32 internal constant REWARD_WINDOW = "rewardWindow";
}
