// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";
import {LeaseId} from "./types/LeaseId.sol";

/// @title Providers, their stake and the insurance pool.
/// @dev The stake token is Souk's own: no hooks, no fee, no block list. That is why slashes are paid out at once.
contract ProviderRegistry is IProviderRegistry, Ownable, Multicall {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice Longest endpoint and region, in bytes: lists of providers must stay cheap to read.
    uint256 public constant MAX_ENDPOINT = 256;
    uint256 public constant MAX_REGION = 64;

    /// @dev The first slot is all that opening and ending a lease touch.
    struct Provider {
        uint96 stake;
        uint96 unbonding;
        uint40 unbondableAt;
        uint24 activeLeases;
        bytes32 nodeKey;
        uint32 openChallenges;
        bool active;
        string endpoint;
        string region;
    }

    IERC20 public immutable token;
    IParameters public immutable parameters;

    mapping(address account => Provider) private _providers;
    address[] private _providerList;
    /// @inheritdoc IProviderRegistry
    mapping(address account => SlasherStatus) public slashers;
    /// @inheritdoc IProviderRegistry
    mapping(LeaseId lease => uint256) public compensated;
    /// @inheritdoc IProviderRegistry
    uint256 public insurancePool;
    /// @inheritdoc IProviderRegistry
    uint256 public totalBonded;

    modifier onlyActiveSlasher() {
        if (slashers[msg.sender] != SlasherStatus.Active) revert NotSlasher(msg.sender);
        _;
    }

    modifier onlySlasher() {
        if (slashers[msg.sender] == SlasherStatus.None) revert NotSlasher(msg.sender);
        _;
    }

    /// @param owner_ wires the slashers, then hands over to the timelock
    /// @param token_ the stake token
    /// @param parameters_ minStake, unbondingPeriod
    constructor(address owner_, IERC20 token_, IParameters parameters_) Ownable(owner_) {
        token = token_;
        parameters = parameters_;
    }

    // ---- providers

    /// @inheritdoc IProviderRegistry
    function register(bytes32 nodeKey, string calldata endpoint, string calldata region) external {
        Provider storage entry = _providers[msg.sender];
        if (entry.active) revert ProviderAlreadyRegistered(msg.sender);
        if (entry.nodeKey == 0) _providerList.push(msg.sender);
        entry.active = true;
        _describe(entry, nodeKey, endpoint, region);
        emit ProviderRegistered(msg.sender, nodeKey, endpoint, region);
    }

    /// @inheritdoc IProviderRegistry
    function update(bytes32 nodeKey, string calldata endpoint, string calldata region) external {
        _describe(_active(msg.sender), nodeKey, endpoint, region);
        emit ProviderUpdated(msg.sender, nodeKey, endpoint, region);
    }

    /// @inheritdoc IProviderRegistry
    function addStake(uint96 amount) external {
        _active(msg.sender).stake += amount;
        totalBonded += amount;
        emit StakeAdded(msg.sender, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IProviderRegistry
    function requestUnbond(uint96 amount) external {
        Provider storage entry = _active(msg.sender);
        uint96 stake = entry.stake;
        if (amount > stake) revert StakeTooLow(amount, stake);
        entry.stake = stake - amount;
        if (entry.activeLeases > 0) _requireMinStake(entry.stake);
        _unbond(entry, amount);
    }

    /// @inheritdoc IProviderRegistry
    function withdraw() external {
        Provider storage entry = _providers[msg.sender];
        uint96 amount = entry.unbonding;
        if (amount == 0) revert NothingToWithdraw();
        if (block.timestamp < entry.unbondableAt) revert StillBonded(entry.unbondableAt, block.timestamp);
        if (entry.activeLeases > 0 || entry.openChallenges > 0) _requireMinStake(entry.stake);
        entry.unbonding = 0;
        totalBonded -= amount;
        emit StakeWithdrawn(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IProviderRegistry
    function deregister() external {
        Provider storage entry = _active(msg.sender);
        if (entry.activeLeases > 0 || entry.openChallenges > 0) {
            revert ProviderHasObligations(entry.activeLeases, entry.openChallenges);
        }
        uint96 amount = entry.stake;
        entry.active = false;
        entry.stake = 0;
        emit ProviderDeregistered(msg.sender);
        _unbond(entry, amount);
    }

    // ---- obligations and slashing

    /// @inheritdoc IProviderRegistry
    function bindLease(address account, uint256 minStake) external onlyActiveSlasher {
        Provider storage entry = _providers[account];
        if (entry.stake < minStake) revert StakeTooLow(minStake, entry.stake);
        entry.activeLeases += 1;
    }

    /// @inheritdoc IProviderRegistry
    function releaseLease(address account) external onlySlasher {
        _providers[account].activeLeases -= 1;
    }

    /// @inheritdoc IProviderRegistry
    function bindChallenge(address account) external onlyActiveSlasher {
        _providers[account].openChallenges += 1;
    }

    /// @inheritdoc IProviderRegistry
    function releaseChallenge(address account) external onlySlasher {
        _providers[account].openChallenges -= 1;
    }

    /// @inheritdoc IProviderRegistry
    function slash(address account, uint256 amount, SlashSplit calldata split, bytes32 evidence)
        external
        onlySlasher
        returns (uint256 compensation)
    {
        return _slash(account, amount, split, evidence);
    }

    /// @inheritdoc IProviderRegistry
    function slashFor(
        LeaseId lease,
        address account,
        uint256 amount,
        SlashSplit calldata split,
        bytes32 evidence
    ) external onlySlasher returns (uint256 compensation) {
        SlashSplit memory left = split;
        // Saturating, since governance may lower an asset's rate below what was compensated at.
        left.compensationCap = Math.saturatingSub(split.compensationCap, compensated[lease]);
        compensation = _slash(account, amount, left, evidence);
        compensated[lease] += compensation;
    }

    /// @inheritdoc IProviderRegistry
    function setSlasher(address slasher, bool allowed) external onlyOwner {
        SlasherStatus status = allowed ? SlasherStatus.Active : SlasherStatus.Retired;
        if (!allowed && slashers[slasher] != SlasherStatus.Active) revert NotSlasher(slasher);
        slashers[slasher] = status;
        emit SlasherChanged(slasher, status);
    }

    /// @inheritdoc IProviderRegistry
    function payInsurance(address to, uint256 amount) external onlyOwner {
        if (amount > insurancePool) revert InsuranceTooLow(insurancePool, amount);
        insurancePool -= amount;
        emit InsurancePaid(to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IProviderRegistry
    function addInsurance(uint256 amount) external {
        insurancePool += amount;
        emit InsuranceAdded(msg.sender, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    // ---- views

    /// @inheritdoc IProviderRegistry
    function provider(address account) public view returns (ProviderView memory) {
        Provider storage entry = _providers[account];
        return ProviderView({
            account: entry.nodeKey == 0 ? address(0) : account,
            nodeKey: entry.nodeKey,
            endpoint: entry.endpoint,
            region: entry.region,
            stake: entry.stake,
            unbonding: entry.unbonding,
            unbondableAt: entry.unbondableAt,
            activeLeases: entry.activeLeases,
            openChallenges: entry.openChallenges,
            active: entry.active
        });
    }

    /// @inheritdoc IProviderRegistry
    function providers(uint256 from, uint256 count) external view returns (ProviderView[] memory page) {
        uint256 length = _pageLength(_providerList.length, from, count);
        page = new ProviderView[](length);
        for (uint256 i = 0; i < length; ++i) {
            page[i] = provider(_providerList[from + i]);
        }
    }

    /// @inheritdoc IProviderRegistry
    function providerCount() external view returns (uint256) {
        return _providerList.length;
    }

    // ---- rules

    function _describe(Provider storage entry, bytes32 nodeKey, string calldata endpoint, string calldata region)
        private
    {
        if (nodeKey == 0) revert NodeKeyMissing();
        _requireShort(endpoint, MAX_ENDPOINT);
        _requireShort(region, MAX_REGION);
        entry.nodeKey = nodeKey;
        entry.endpoint = endpoint;
        entry.region = region;
    }

    function _unbond(Provider storage entry, uint96 amount) private {
        entry.unbonding += amount;
        entry.unbondableAt = _unbondableAt();
        emit UnbondRequested(msg.sender, amount, entry.unbondableAt);
    }

    function _slash(address account, uint256 amount, SlashSplit memory split, bytes32 evidence)
        private
        returns (uint256 compensation)
    {
        if (slashers[msg.sender] == SlasherStatus.Retired) return 0;
        uint256 taken = _take(_providers[account], amount);
        compensation = Math.min(taken, split.compensationCap);
        uint256 fee = Math.min(taken - compensation, split.auditorFee);
        insurancePool += taken - compensation - fee;
        emit ProviderSlashed(account, taken, split.payer, compensation, split.auditor, fee, evidence);
        if (compensation > 0) token.safeTransfer(split.payer, compensation);
        if (fee > 0) token.safeTransfer(split.auditor, fee);
    }

    /// @dev Working stake goes first: what is left must be visible as too low for new leases.
    function _take(Provider storage entry, uint256 amount) private returns (uint256 taken) {
        uint256 fromStake = Math.min(entry.stake, amount);
        uint256 fromUnbonding = Math.min(entry.unbonding, amount - fromStake);
        entry.stake -= fromStake.toUint96();
        entry.unbonding -= fromUnbonding.toUint96();
        taken = fromStake + fromUnbonding;
        totalBonded -= taken;
    }

    function _active(address account) private view returns (Provider storage entry) {
        entry = _providers[account];
        if (!entry.active) revert ProviderNotRegistered(account);
    }

    function _requireMinStake(uint256 stake) private view {
        uint256 needed = parameters.get(ParameterKeys.MIN_STAKE);
        if (stake < needed) revert StakeTooLow(needed, stake);
    }

    function _unbondableAt() private view returns (uint40) {
        return (block.timestamp + parameters.get(ParameterKeys.UNBONDING_PERIOD)).toUint40();
    }

    function _requireShort(string calldata text, uint256 max) private pure {
        if (bytes(text).length > max) revert TextTooLong(max, bytes(text).length);
    }

    function _pageLength(uint256 total, uint256 from, uint256 count) private pure returns (uint256) {
        return from >= total ? 0 : Math.min(count, total - from);
    }
}
