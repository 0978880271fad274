// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBondedPool} from "./interfaces/IBondedPool.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IRewards} from "./interfaces/IRewards.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";

/// @title Rewards by Merkle root, attested by more than two thirds of the auditors' bonds.
/// @dev Nobody owns it: wrong roots are bounded by `limit`, and only auditors with two thirds of all bonds can grant one.
/// Warning: attestWindow must be shorter than unbondingPeriod, or the same bond could attest twice under two accounts.
contract Rewards is IRewards {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice One, of rewardShare.
    uint256 public constant MILLION = 1_000_000;

    IERC20 public immutable token;
    IParameters public immutable parameters;
    IBondedPool public immutable auditors;
    /// @inheritdoc IRewards
    uint64 public immutable epochSeconds;

    mapping(uint64 epoch => Distribution) private _distributions;
    /// @dev What two thirds are of: the largest sum of bonds seen while an epoch is attested, since who attested may
    /// leave, and what it leaves behind would weigh more.
    mapping(uint64 epoch => uint256) private _bonds;
    mapping(uint64 epoch => mapping(bytes32 proposal => uint256 weight)) private _support;
    mapping(uint64 epoch => mapping(address auditor => bool)) private _attested;
    /// @inheritdoc IRewards
    mapping(uint64 epoch => mapping(address account => bool)) public claimed;
    /// @inheritdoc IRewards
    uint256 public promised;

    /// @param token_ the stake token
    /// @param parameters_ rewardShare, attestWindow, rewardWindow
    /// @param auditors_ whose bonds weigh attestations
    constructor(IERC20 token_, IParameters parameters_, IBondedPool auditors_, uint64 epochSeconds_) {
        token = token_;
        parameters = parameters_;
        auditors = auditors_;
        epochSeconds = epochSeconds_;
        currentEpoch();
    }

    /// @inheritdoc IRewards
    function attest(uint64 epoch, bytes32 root, uint128 total) external {
        uint256 weight = auditors.weightOf(msg.sender);
        if (weight == 0) revert NotAuditor(msg.sender);
        Distribution storage distribution = _distributions[epoch];
        if (distribution.root != 0) revert AlreadyGranted(epoch);
        if (root == 0) revert RootMissing();
        _requireAttestable(epoch);
        if (_attested[epoch][msg.sender]) revert AlreadyAttested(epoch, msg.sender);
        uint256 most = limit();
        if (total > most) revert TotalTooHigh(most, total);

        _attested[epoch][msg.sender] = true;
        uint256 bonds = Math.max(_bonds[epoch], auditors.totalWeight());
        _bonds[epoch] = bonds;
        bytes32 proposal = keccak256(abi.encode(root, total));
        uint256 support = _support[epoch][proposal] + weight;
        _support[epoch][proposal] = support;
        emit RewardsAttested(epoch, root, total, msg.sender, weight);
        if (3 * support > 2 * bonds) _grant(epoch, distribution, root, total);
    }

    /// @inheritdoc IRewards
    function claim(uint64 epoch, address account, uint256 amount, bytes32[] calldata proof) external {
        Distribution storage distribution = _distributions[epoch];
        if (distribution.root == 0) revert NotGranted(epoch);
        if (block.timestamp > distribution.claimUntil) revert TooLate(distribution.claimUntil, block.timestamp);
        if (claimed[epoch][account]) revert AlreadyClaimed(epoch, account);
        bytes32 leaf = leafOf(epoch, account, amount);
        if (!MerkleProof.verifyCalldata(proof, distribution.root, leaf)) revert ProofWrong();
        uint256 left = distribution.total - distribution.paid;
        // A root whose leaves are more than its total is the auditors' fault; the pool does not pay for it.
        if (amount > left) revert TotalTooHigh(left, amount);

        claimed[epoch][account] = true;
        distribution.paid += amount.toUint128();
        promised -= amount;
        emit RewardClaimed(epoch, account, amount);
        token.safeTransfer(account, amount);
    }

    /// @inheritdoc IRewards
    function sweep(uint64 epoch) external {
        Distribution storage distribution = _distributions[epoch];
        if (distribution.root == 0 || distribution.swept) revert NothingToSweep(epoch);
        uint256 from = uint256(distribution.claimUntil) + 1;
        if (block.timestamp < from) revert TooEarly(from, block.timestamp);
        uint256 left = distribution.total - distribution.paid;
        distribution.swept = true;
        promised -= left;
        emit RewardsSwept(epoch, left);
    }

    /// @inheritdoc IRewards
    function currentEpoch() public view returns (uint64) {
        return uint64(block.timestamp / epochSeconds);
    }

    /// @inheritdoc IRewards
    function available() public view returns (uint256) {
        return token.balanceOf(address(this)) - promised;
    }

    /// @inheritdoc IRewards
    function limit() public view returns (uint256) {
        return Math.mulDiv(available(), parameters.get(ParameterKeys.REWARD_SHARE), MILLION);
    }

    /// @inheritdoc IRewards
    function distributionOf(uint64 epoch) external view returns (Distribution memory) {
        return _distributions[epoch];
    }

    /// @inheritdoc IRewards
    function leafOf(uint64 epoch, address account, uint256 amount) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(epoch, account, amount))));
    }

    function _grant(uint64 epoch, Distribution storage distribution, bytes32 root, uint128 total) private {
        uint40 until = (block.timestamp + parameters.get(ParameterKeys.REWARD_WINDOW)).toUint40();
        distribution.root = root;
        distribution.total = total;
        distribution.claimUntil = until;
        promised += total;
        emit RewardsGranted(epoch, root, total, until);
    }

    function _requireAttestable(uint64 epoch) private view {
        uint256 end = (uint256(epoch) + 1) * epochSeconds;
        if (block.timestamp < end) revert TooEarly(end, block.timestamp);
        uint256 until = end + parameters.get(ParameterKeys.ATTEST_WINDOW);
        if (block.timestamp > until) revert TooLate(until, block.timestamp);
    }
}
