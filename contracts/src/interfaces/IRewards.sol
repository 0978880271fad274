// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What the network gives to those who served it well, an epoch at a time: auditors attest a Merkle root over
/// (account, amount), everybody claims its own. Amounts are the stake token's smallest units.
/// @dev The pool is simply what the contract holds and has not promised: transfers, minted tokens, shares of the
/// insurance pool and what auditors lose all fund it.
interface IRewards {
    /// @notice The rewards of one epoch.
    /// @param root of the Merkle tree; zero until more than two thirds of the auditors' bonds attested it
    /// @param total that all leaves may claim together
    /// @param paid so far
    /// @param claimUntil unix seconds; still in time
    /// @param swept whether what nobody claimed went back to the pool
    struct Distribution {
        bytes32 root;
        uint128 total;
        uint128 paid;
        uint40 claimUntil;
        bool swept;
    }

    event RewardsAttested(
        uint64 indexed epoch, bytes32 indexed root, uint128 total, address indexed auditor, uint256 weight
    );
    event RewardsGranted(uint64 indexed epoch, bytes32 indexed root, uint128 total, uint40 claimUntil);
    event RewardClaimed(uint64 indexed epoch, address indexed account, uint256 amount);
    event RewardsSwept(uint64 indexed epoch, uint256 amount);

    error NotAuditor(address account);
    error AlreadyAttested(uint64 epoch, address auditor);
    error AlreadyGranted(uint64 epoch);
    error NotGranted(uint64 epoch);
    error RootMissing();
    error TotalTooHigh(uint256 max, uint256 actual);
    error ProofWrong();
    error AlreadyClaimed(uint64 epoch, address account);
    error NothingToSweep(uint64 epoch);
    error TooEarly(uint256 from, uint256 now_);
    error TooLate(uint256 until, uint256 now_);

    /// @notice An auditor, once an epoch, within attestWindow after it: names the root and total it computed. The one
    /// that brings them above two thirds of all bonds grants them.
    /// @param total at most what `limit` allows at that moment
    function attest(uint64 epoch, bytes32 root, uint128 total) external;

    /// @notice Anyone, until claimUntil: pays `account` its leaf, once.
    function claim(uint64 epoch, address account, uint256 amount, bytes32[] calldata proof) external;

    /// @notice Anyone, after claimUntil: what nobody claimed goes back to the pool.
    function sweep(uint64 epoch) external;

    /// @notice The number of the running reward epoch: unix seconds / epochSeconds.
    function currentEpoch() external view returns (uint64);

    /// @notice Seconds of a reward epoch; fixed.
    function epochSeconds() external view returns (uint64);

    /// @notice What is held and not promised.
    function available() external view returns (uint256);

    /// @notice What is promised and not yet claimed.
    function promised() external view returns (uint256);

    /// @notice Most that may be granted now: rewardShare of the pool.
    function limit() external view returns (uint256);

    function distributionOf(uint64 epoch) external view returns (Distribution memory);

    function claimed(uint64 epoch, address account) external view returns (bool);

    /// @notice keccak256(keccak256(ABI encoding of epoch, account, amount)): twice, so that no inner node of the tree
    /// can be taken for a leaf. Inner nodes are the keccak256 of both children, the smaller one first.
    function leafOf(uint64 epoch, address account, uint256 amount) external pure returns (bytes32);
}
