// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {SumStep} from "../libraries/MerkleProofs.sol";
import {LeaseId} from "../types/LeaseId.sol";
import {InventoryRoot} from "../types/Messages.sol";

/// @notice The last resort of storage audits: a provider that left a challenge unanswered off chain must show the cell
/// here, or lose stake. A challenge that it answers costs the challenger its bond.
interface IStorageAudits {
    enum ChallengeStatus {
        None,
        Open,
        Answered,
        Failed
    }

    /// @param lease under challenge
    /// @param provider who signed the inventory
    /// @param auditor who posted the bond
    /// @param bond stake token's smallest units
    /// @param openedAt unix seconds
    /// @param deadline unix seconds; an answer counts up to and including it
    /// @param root of the sum tree, `size` bytes in all
    /// @param position of the cell: byte position / 1024
    /// @param evidence digest of the record of the audit that failed off chain; zero for none
    struct Challenge {
        LeaseId lease;
        address provider;
        uint40 openedAt;
        uint40 deadline;
        address auditor;
        uint96 bond;
        ChallengeStatus status;
        uint64 epoch;
        uint64 size;
        uint64 position;
        bytes32 root;
        bytes32 evidence;
    }

    /// @notice What shows that a cell is held.
    /// @param leaf the cell, 1024 bytes; empty if the shard has expired
    /// @param cellPath RFC 6962 path from the cell to the shard's root
    /// @param shardRoot address of the shard
    /// @param shardSize bytes, a multiple of 1024
    /// @param shardExpiry unix seconds; zero for never
    /// @param shardPath path from the shard's entry to the inventory root
    struct Answer {
        bytes leaf;
        bytes32[] cellPath;
        bytes32 shardRoot;
        uint64 shardSize;
        uint64 shardExpiry;
        SumStep[] shardPath;
    }

    event SeedPinned(uint64 indexed epoch, bytes32 randomness);
    event ChallengeOpened(
        bytes32 indexed challenge,
        LeaseId indexed lease,
        address indexed provider,
        address auditor,
        uint64 epoch,
        uint64 index,
        uint64 position,
        uint40 deadline,
        bytes32 root,
        bytes32 evidence
    );
    event ChallengeAnswered(bytes32 indexed challenge, LeaseId indexed lease, address indexed provider);
    event ChallengeFailed(
        bytes32 indexed challenge,
        LeaseId indexed lease,
        address indexed provider,
        uint256 compensation,
        bool slashed,
        bytes32 evidence
    );

    error EpochNotOver(uint64 epoch, uint256 endsAt, uint256 now_);
    error SeedAlreadyPinned(uint64 epoch);
    error SeedNotPinned(uint64 epoch);
    error EpochTooOld(uint64 epoch, uint256 until, uint256 now_);
    error LeaseNotRunning(LeaseId lease);
    error InventoryEmpty(LeaseId lease);
    error InventoryTooLarge(uint256 max, uint256 actual);
    error BadSignature(address signer);
    error ChallengeExists(bytes32 challenge);
    error ChallengeNotOpen(bytes32 challenge, ChallengeStatus actual);
    error TooEarly(uint256 from, uint256 now_);
    error TooLate(uint256 until, uint256 now_);
    error LeafSizeWrong(uint256 expected, uint256 actual);
    error ShardSizeWrong(uint64 size);
    error InventoryPathWrong();
    error PositionOutsideShard(uint64 position);
    error CellPathWrong();

    /// @notice Anyone, once, after the epoch's end: fixes the epoch's randomness after all its roots were signed.
    function pinSeed(uint64 epoch) external returns (bytes32 randomness);

    /// @notice Anyone with a bond: asks for the `index`-th cell of an epoch's inventory, within auditWindow and while
    /// the lease runs.
    /// @dev Warning: any inventory that the provider signed for the epoch may be challenged, whatever its revision, so
    /// a provider keeps what it signed until auditWindow after the epoch.
    /// @param inventory as signed by the lease's provider
    /// @param evidence digest of the record of the failed audit; zero for none
    /// @return challenge keccak256 of the ABI encoding of lease, epoch, root, revision and index
    function openChallenge(
        InventoryRoot calldata inventory,
        bytes calldata providerSignature,
        uint64 index,
        bytes32 evidence
    ) external returns (bytes32 challenge);

    /// @notice Anyone: shows the cell within disputeWindow. The bond goes to the provider.
    function answer(bytes32 challenge, Answer calldata proof) external;

    /// @notice Anyone, after the deadline: the bond goes back and, once per lease and epoch, the provider is slashed.
    function resolve(bytes32 challenge) external;

    /// @notice The number of the running epoch.
    function currentEpoch() external view returns (uint64);

    /// @notice An epoch's randomness; zero until pinned.
    function randomnessOf(uint64 epoch) external view returns (bytes32);

    /// @notice SHA256(randomness || lease || u64 epoch); reverts until the epoch is pinned.
    function seedOf(LeaseId lease, uint64 epoch) external view returns (bytes32);

    /// @notice The cell that challenge number `index` asks for: first 8 bytes of SHA256(seed || u64 index), modulo
    /// the number of cells.
    function positionOf(bytes32 seed, uint64 index, uint64 cells) external pure returns (uint64);

    function challengeOf(bytes32 challenge) external view returns (Challenge memory);

    /// @notice Whether the provider was already slashed for this lease and epoch.
    function slashedFor(LeaseId lease, uint64 epoch) external view returns (bool);

    /// @notice Sum of bonds of open challenges.
    function totalBonds() external view returns (uint256);
}
