// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";

/// @notice Who sells, and what it stands to lose. Amounts are the stake token's smallest units.
interface IProviderRegistry {
    /// @notice What a contract may do with stake. `Retired` may only release what it bound before, and its slashes take
    /// nothing, so that leases and challenges of a replaced contract can still end.
    enum SlasherStatus {
        None,
        Active,
        Retired
    }

    /// @notice A provider as clients see it.
    /// @param account signs offers and quotes
    /// @param nodeKey Ed25519 public key of its node (did:key)
    /// @param stake at work
    /// @param unbonding on its way out, still slashable
    /// @param unbondableAt unix seconds from which `unbonding` may be withdrawn
    /// @param activeLeases leases not yet settled
    /// @param openChallenges storage challenges not yet resolved
    /// @param active registered and not deregistered
    struct ProviderView {
        address account;
        bytes32 nodeKey;
        string endpoint;
        string region;
        uint96 stake;
        uint96 unbonding;
        uint40 unbondableAt;
        uint24 activeLeases;
        uint32 openChallenges;
        bool active;
    }

    /// @notice How a slash is split: first the payer up to `compensationCap`, then the auditor, the rest is insurance.
    struct SlashSplit {
        address payer;
        uint256 compensationCap;
        address auditor;
        uint256 auditorFee;
    }

    event ProviderRegistered(address indexed provider, bytes32 nodeKey, string endpoint, string region);
    event ProviderUpdated(address indexed provider, bytes32 nodeKey, string endpoint, string region);
    event ProviderDeregistered(address indexed provider);
    event StakeAdded(address indexed provider, uint256 amount);
    event UnbondRequested(address indexed provider, uint256 amount, uint40 unbondableAt);
    event StakeWithdrawn(address indexed provider, uint256 amount);
    event ProviderSlashed(
        address indexed provider,
        uint256 taken,
        address indexed payer,
        uint256 compensation,
        address indexed auditor,
        uint256 auditorFee,
        bytes32 evidence
    );
    event SlasherChanged(address indexed slasher, SlasherStatus status);
    event InsurancePaid(address indexed to, uint256 amount);
    event InsuranceAdded(address indexed from, uint256 amount);

    error ProviderNotRegistered(address provider);
    error ProviderAlreadyRegistered(address provider);
    error ProviderHasObligations(uint256 leases, uint256 challenges);
    error StakeTooLow(uint256 needed, uint256 actual);
    error StillBonded(uint256 until, uint256 now_);
    error NothingToWithdraw();
    error NotSlasher(address account);
    error NodeKeyMissing();
    error TextTooLong(uint256 max, uint256 actual);
    error InsuranceTooLow(uint256 available, uint256 wanted);

    /// @notice Makes the caller a provider. It takes leases once its stake reaches minStake.
    /// @param endpoint where its node answers, at most 256 bytes
    /// @param region at most 64 bytes
    function register(bytes32 nodeKey, string calldata endpoint, string calldata region) external;

    /// @notice Changes the caller's key, endpoint and region.
    function update(bytes32 nodeKey, string calldata endpoint, string calldata region) external;

    /// @notice Moves `amount` of the caller's tokens (approved before) into its stake.
    function addStake(uint96 amount) external;

    /// @notice Starts the way out for `amount` of stake; starts it anew for what was already on its way.
    /// With leases running, minStake must stay.
    function requestUnbond(uint96 amount) external;

    /// @notice Pays out what has been unbonding for unbondingPeriod. A provider with leases or open challenges must
    /// keep minStake.
    function withdraw() external;

    /// @notice Ends the registration: no leases may be running; all stake starts unbonding.
    function deregister() external;

    /// @notice Counts one more running lease of `provider`. Only active slashers. Reverts below `minStake`.
    function bindLease(address provider, uint256 minStake) external;

    /// @notice Counts one lease less. Only slashers.
    function releaseLease(address provider) external;

    /// @notice Counts one more open challenge, which keeps the stake in place. Only active slashers.
    function bindChallenge(address provider) external;

    /// @notice Counts one challenge less. Only slashers.
    function releaseChallenge(address provider) external;

    /// @notice Takes min(stake + unbonding, amount) and splits it. Only slashers; a retired one takes nothing.
    /// @return compensation what the payer got
    function slash(address provider, uint256 amount, SlashSplit calldata split, bytes32 evidence)
        external
        returns (uint256 compensation);

    /// @notice As slash, under a lease: what payers got by it before, from whichever slasher, counts against the cap.
    function slashFor(
        LeaseId lease,
        address provider,
        uint256 amount,
        SlashSplit calldata split,
        bytes32 evidence
    ) external returns (uint256 compensation);

    /// @notice Lets a contract bind, release and slash, or retires it. Only the owner.
    function setSlasher(address slasher, bool allowed) external;

    /// @notice Pays from the insurance pool. Only the owner (the timelock).
    function payInsurance(address to, uint256 amount) external;

    /// @notice Anyone: moves `amount` of the caller's tokens (approved before) into the insurance pool.
    function addInsurance(uint256 amount) external;

    /// @notice One provider; all zero if it never registered.
    function provider(address account) external view returns (ProviderView memory);

    /// @notice Up to `count` providers from position `from`, deregistered ones included.
    function providers(uint256 from, uint256 count) external view returns (ProviderView[] memory);

    function providerCount() external view returns (uint256);

    /// @notice Tokens that wait for lessees nobody else made whole.
    function insurancePool() external view returns (uint256);

    /// @notice Sum of all stake, unbonding included.
    function totalBonded() external view returns (uint256);

    /// @notice What payers of a lease were compensated so far.
    function compensated(LeaseId lease) external view returns (uint256);

    function slashers(address account) external view returns (SlasherStatus);
}
