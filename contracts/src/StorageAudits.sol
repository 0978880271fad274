// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IStorageAudits} from "./interfaces/IStorageAudits.sol";
import {MerkleProofs} from "./libraries/MerkleProofs.sol";
import {MessageHashes} from "./libraries/MessageHashes.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";
import {LeaseStatus} from "./types/Lease.sol";
import {LeaseId} from "./types/LeaseId.sol";
import {InventoryRoot} from "./types/Messages.sol";

/// @title Optimistic disputes over stored cells.
/// @dev Warning: pinned randomness mixes the block's prevrandao and the parent's hash. Who pins and a block producer
/// can bias it a little; they cannot know it before the epoch's roots are signed.
contract StorageAudits is IStorageAudits {
    using MessageHashes for InventoryRoot;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice Bytes of a cell, the leaf of a shard's tree.
    uint64 public constant CELL = 1024;

    IERC20 public immutable token;
    IParameters public immutable parameters;
    IProviderRegistry public immutable registry;
    IMarket public immutable market;

    mapping(bytes32 challenge => Challenge) private _challenges;
    /// @inheritdoc IStorageAudits
    mapping(uint64 epoch => bytes32) public randomnessOf;
    /// @inheritdoc IStorageAudits
    mapping(LeaseId lease => mapping(uint64 epoch => bool)) public slashedFor;
    /// @inheritdoc IStorageAudits
    uint256 public totalBonds;

    /// @param token_ the stake token, in which bonds are posted
    /// @param parameters_ challengeBond, auditorFee, slashPerFault, disputeWindow, auditWindow, epochSeconds
    /// @param registry_ must let this contract bind, release and slash
    /// @param market_ whose leases are audited and whose domain inventories are signed in
    constructor(IERC20 token_, IParameters parameters_, IProviderRegistry registry_, IMarket market_) {
        token = token_;
        parameters = parameters_;
        registry = registry_;
        market = market_;
        // Resolving reads these: an unknown key must show now, not when a bond is due.
        parameters_.get(ParameterKeys.SLASH_PER_FAULT);
        parameters_.get(ParameterKeys.AUDITOR_FEE);
    }

    /// @inheritdoc IStorageAudits
    function pinSeed(uint64 epoch) external returns (bytes32 randomness) {
        if (randomnessOf[epoch] != 0) revert SeedAlreadyPinned(epoch);
        uint256 end = _endOf(epoch);
        if (block.timestamp < end) revert EpochNotOver(epoch, end, block.timestamp);
        randomness = sha256(abi.encodePacked(block.prevrandao, blockhash(block.number - 1), epoch));
        randomnessOf[epoch] = randomness;
        emit SeedPinned(epoch, randomness);
    }

    /// @inheritdoc IStorageAudits
    function openChallenge(
        InventoryRoot calldata inventory,
        bytes calldata providerSignature,
        uint64 index,
        bytes32 evidence
    ) external returns (bytes32 challenge) {
        challenge = keccak256(abi.encode(inventory.lease, inventory.epoch, inventory.root, inventory.revision, index));
        Challenge storage record = _challenges[challenge];
        if (record.status != ChallengeStatus.None) revert ChallengeExists(challenge);
        address provider = _requireSigned(inventory, providerSignature);
        uint64 cells = _cells(inventory);
        bytes32 seed = seedOf(inventory.lease, inventory.epoch);
        uint256 until = _endOf(inventory.epoch) + parameters.get(ParameterKeys.AUDIT_WINDOW);
        if (block.timestamp > until) revert EpochTooOld(inventory.epoch, until, block.timestamp);

        record.lease = inventory.lease;
        record.provider = provider;
        record.openedAt = block.timestamp.toUint40();
        record.deadline = (block.timestamp + parameters.get(ParameterKeys.DISPUTE_WINDOW)).toUint40();
        record.auditor = msg.sender;
        record.bond = uint256(parameters.get(ParameterKeys.CHALLENGE_BOND)).toUint96();
        record.status = ChallengeStatus.Open;
        record.epoch = inventory.epoch;
        record.size = uint64(inventory.size);
        record.position = positionOf(seed, index, cells);
        record.root = inventory.root;
        record.evidence = evidence;
        totalBonds += record.bond;
        _emitOpened(challenge, record, index);
        registry.bindChallenge(provider);
        token.safeTransferFrom(msg.sender, address(this), record.bond);
    }

    /// @inheritdoc IStorageAudits
    function answer(bytes32 challenge, Answer calldata proof) external {
        Challenge storage record = _open(challenge);
        if (block.timestamp > record.deadline) revert TooLate(record.deadline, block.timestamp);
        _requireHeld(record, proof);
        record.status = ChallengeStatus.Answered;
        totalBonds -= record.bond;
        emit ChallengeAnswered(challenge, record.lease, record.provider);
        registry.releaseChallenge(record.provider);
        token.safeTransfer(record.provider, record.bond);
    }

    /// @inheritdoc IStorageAudits
    function resolve(bytes32 challenge) external {
        Challenge storage record = _open(challenge);
        if (block.timestamp <= record.deadline) revert TooEarly(uint256(record.deadline) + 1, block.timestamp);
        record.status = ChallengeStatus.Failed;
        totalBonds -= record.bond;
        bool first = !slashedFor[record.lease][record.epoch];
        slashedFor[record.lease][record.epoch] = true;
        uint256 compensation = first ? _slash(challenge, record) : 0;
        emit ChallengeFailed(challenge, record.lease, record.provider, compensation, first, record.evidence);
        registry.releaseChallenge(record.provider);
        token.safeTransfer(record.auditor, record.bond);
    }

    /// @inheritdoc IStorageAudits
    function currentEpoch() external view returns (uint64) {
        return (block.timestamp / parameters.get(ParameterKeys.EPOCH_SECONDS)).toUint64();
    }

    /// @inheritdoc IStorageAudits
    function challengeOf(bytes32 challenge) external view returns (Challenge memory) {
        return _challenges[challenge];
    }

    /// @inheritdoc IStorageAudits
    function seedOf(LeaseId lease, uint64 epoch) public view returns (bytes32) {
        bytes32 randomness = randomnessOf[epoch];
        if (randomness == 0) revert SeedNotPinned(epoch);
        return sha256(abi.encodePacked(randomness, lease, epoch));
    }

    /// @inheritdoc IStorageAudits
    function positionOf(bytes32 seed, uint64 index, uint64 cells) public pure returns (uint64) {
        return uint64(bytes8(sha256(abi.encodePacked(seed, index)))) % cells;
    }

    // ---- rules

    function _requireSigned(InventoryRoot calldata inventory, bytes calldata signature)
        private
        view
        returns (address provider)
    {
        // Not the stored status: once the lease is over, by time alone, the provider may delete.
        LeaseStatus status = market.statusOf(inventory.lease);
        if (status != LeaseStatus.Active && status != LeaseStatus.Paused) revert LeaseNotRunning(inventory.lease);
        provider = market.leaseOf(inventory.lease).provider;
        bytes32 digest = market.digestOf(inventory.hash());
        if (!SignatureChecker.isValidSignatureNowCalldata(provider, digest, signature)) revert BadSignature(provider);
    }

    function _cells(InventoryRoot calldata inventory) private pure returns (uint64 cells) {
        if (inventory.size > type(uint64).max) revert InventoryTooLarge(type(uint64).max, inventory.size);
        cells = uint64(inventory.size) / CELL;
        if (cells == 0) revert InventoryEmpty(inventory.lease);
    }

    function _requireHeld(Challenge storage record, Answer calldata proof) private view {
        if (proof.shardSize == 0 || proof.shardSize % CELL != 0) revert ShardSizeWrong(proof.shardSize);
        bytes32 entry = MerkleProofs.sumLeafHash(proof.shardRoot, proof.shardSize, proof.shardExpiry);
        (bytes32 root, uint64 total, uint64 offset) = MerkleProofs.sumRoot(entry, proof.shardSize, proof.shardPath);
        if (root != record.root || total != record.size) revert InventoryPathWrong();
        uint64 start = record.position * CELL;
        if (start < offset || start - offset >= proof.shardSize) revert PositionOutsideShard(record.position);
        // Nobody has to keep what has expired.
        if (proof.shardExpiry != 0 && proof.shardExpiry <= record.openedAt) return;
        if (proof.leaf.length != CELL) revert LeafSizeWrong(CELL, proof.leaf.length);
        bytes32 cell = MerkleProofs.leafHash(proof.leaf);
        uint64 index = (start - offset) / CELL;
        if (!MerkleProofs.verify(proof.shardRoot, cell, index, proof.shardSize / CELL, proof.cellPath)) {
            revert CellPathWrong();
        }
    }

    function _slash(bytes32 challenge, Challenge storage record) private returns (uint256 compensation) {
        LeaseId lease = record.lease;
        return registry.slashFor(
            lease,
            record.provider,
            parameters.get(ParameterKeys.SLASH_PER_FAULT),
            IProviderRegistry.SlashSplit({
                payer: market.leaseOf(lease).payer,
                compensationCap: market.compensationCap(lease),
                auditor: record.auditor,
                auditorFee: parameters.get(ParameterKeys.AUDITOR_FEE)
            }),
            challenge
        );
    }

    function _open(bytes32 challenge) private view returns (Challenge storage record) {
        record = _challenges[challenge];
        if (record.status != ChallengeStatus.Open) revert ChallengeNotOpen(challenge, record.status);
    }

    function _endOf(uint64 epoch) private view returns (uint256) {
        return (uint256(epoch) + 1) * parameters.get(ParameterKeys.EPOCH_SECONDS);
    }

    function _emitOpened(bytes32 challenge, Challenge storage record, uint64 index) private {
        emit ChallengeOpened(
            challenge,
            record.lease,
            record.provider,
            record.auditor,
            record.epoch,
            index,
            record.position,
            record.deadline,
            record.root,
            record.evidence
        );
    }
}
