// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice People who judge others' work (auditors, arbiters), the bonds that they lose for judging badly, and the lots
/// that choose among them. Amounts are the stake token's smallest units.
/// @dev Lots are drawn over the weights as they stood when the running round began. A judge that takes its randomness
/// from a block of the running round and draws within the same round is safe from members who join, leave or top up
/// once they know the randomness; one that draws later is not, so it must begin anew with fresh randomness.
interface IBondedPool {
    /// @notice What a contract may do with members. `Retired` may only unlock what it locked before, and its slashes
    /// take nothing, so that cases of a replaced contract can still end.
    enum JudgeStatus {
        None,
        Active,
        Retired
    }

    /// @notice A member as clients see it.
    /// @param account signs, votes and is paid
    /// @param nodeKey Ed25519 public key of its node (did:key)
    /// @param endpoint where its node answers
    /// @param bond at stake, on its way out included
    /// @param unbondableAt unix seconds from which the bond of a member that left may be withdrawn; else zero
    /// @param locks cases that it serves in
    /// @param active registered and not deregistered
    struct MemberView {
        address account;
        bytes32 nodeKey;
        string endpoint;
        uint96 bond;
        uint40 unbondableAt;
        uint32 locks;
        bool active;
    }

    event MemberRegistered(address indexed member, bytes32 nodeKey, string endpoint, uint256 bond);
    event BondAdded(address indexed member, uint256 amount);
    event MemberDeregistered(address indexed member, uint40 unbondableAt);
    event BondWithdrawn(address indexed member, uint256 amount);
    event MemberLocked(address indexed member, address indexed judge);
    event MemberUnlocked(address indexed member, address indexed judge);
    event MemberSlashed(address indexed member, address indexed judge, uint256 taken, address indexed to);
    event JudgeChanged(address indexed judge, JudgeStatus status);

    error MemberExists(address member);
    error MemberUnknown(address member);
    error BondTooLow(uint256 needed, uint256 actual);
    error BondStillHeld(uint256 until, uint256 now_);
    error MemberServes(uint256 locks);
    error NothingBonded();
    error KeyMissing();
    error EndpointTooLong(uint256 max, uint256 actual);
    error NotJudge(address account);
    error DrawTooLarge(uint256 max, uint256 actual);

    /// @notice Makes the caller a member with `bond`, at least the pool's minimum, of its tokens (approved before). It
    /// takes part in lots from the next round on.
    /// @param endpoint at most 256 bytes
    function register(bytes32 nodeKey, string calldata endpoint, uint96 bond) external;

    /// @notice Adds to the caller's bond; brings a member that slashes left below the minimum back into the lots.
    function addBond(uint96 amount) external;

    /// @notice Ends the caller's membership at once; cases that it serves in go on. Its bond can be withdrawn once
    /// unbondingPeriod has passed and nothing is left to serve.
    function deregister() external;

    /// @notice Pays out the bond of a member that left.
    function withdraw() external;

    /// @notice Counts one more case of `member`, which keeps its bond in place. Only active judges.
    function lock(address member) external;

    /// @notice Counts one case less. Only judges.
    function unlock(address member) external;

    /// @notice Moves min(bond, amount) to `to`. Only judges; a retired one takes nothing.
    /// @return taken what was moved
    function slash(address member, uint256 amount, address to) external returns (uint256 taken);

    /// @notice Lets a contract lock and slash, or retires it. Only the owner.
    function setJudge(address judge, bool allowed) external;

    /// @notice Up to `count` different members, each place drawn with odds by weight among those left. The same seed
    /// gives the same members for the whole round.
    /// @param count at most 64
    /// @return members fewer if fewer have weight
    function draw(bytes32 seed, uint256 count) external view returns (address[] memory members);

    /// @notice The number of the running round: unix seconds / roundSeconds.
    function round() external view returns (uint64);

    /// @notice Seconds of a round; fixed.
    function roundSeconds() external view returns (uint64);

    /// @notice The bond as it stands.
    function bondOf(address member) external view returns (uint96);

    /// @notice A member's weight in this round's lots: its bond at the round's start, or nothing if it had left or was
    /// below the minimum.
    function weightOf(address member) external view returns (uint256);

    /// @notice Sum of all weights in this round's lots.
    function totalWeight() external view returns (uint256);

    /// @notice Sum of all bonds: the tokens that the pool holds for its members.
    function totalBonded() external view returns (uint256);

    /// @notice One member; all zero if it never registered.
    function memberOf(address account) external view returns (MemberView memory);

    /// @notice Up to `count` members from position `from`, those that left included.
    function members(uint256 from, uint256 count) external view returns (MemberView[] memory);

    function memberCount() external view returns (uint256);

    function judges(address account) external view returns (JudgeStatus);
}
