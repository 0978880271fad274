// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBondedPool} from "./interfaces/IBondedPool.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";
import {SortitionTree} from "./libraries/SortitionTree.sol";

/// @title Bonded members and lots weighted by bond; one pool of auditors, one of arbiters.
/// @dev The stake token is Souk's own: no hooks, no fee, no block list. That is why slashes are paid out at once.
contract BondedPool is IBondedPool, Ownable {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using SortitionTree for SortitionTree.Tree;

    /// @notice Longest endpoint, in bytes: lists of members must stay cheap to read.
    uint256 public constant MAX_ENDPOINT = 256;
    /// @notice Most members of one draw, which costs time by its square.
    uint256 public constant MAX_DRAW = 64;

    struct Member {
        uint96 bond;
        uint40 unbondableAt;
        uint32 locks;
        uint32 leaf;
        bool active;
        bytes32 nodeKey;
        string endpoint;
    }

    IERC20 public immutable token;
    IParameters public immutable parameters;
    /// @notice Name of the parameter that is this pool's least bond.
    bytes32 public immutable minBondKey;
    /// @inheritdoc IBondedPool
    uint64 public immutable roundSeconds;

    mapping(address account => Member) private _members;
    address[] private _list;
    SortitionTree.Tree private _tree;
    /// @inheritdoc IBondedPool
    mapping(address account => JudgeStatus) public judges;
    /// @inheritdoc IBondedPool
    uint256 public totalBonded;

    modifier onlyActiveJudge() {
        if (judges[msg.sender] != JudgeStatus.Active) revert NotJudge(msg.sender);
        _;
    }

    modifier onlyJudge() {
        if (judges[msg.sender] == JudgeStatus.None) revert NotJudge(msg.sender);
        _;
    }

    /// @param owner_ appoints the judges, then hands over to the timelock
    /// @param token_ the stake token
    /// @param parameters_ `minBondKey_` and unbondingPeriod
    /// @param roundSeconds_ must be shorter than unbondingPeriod, so that whoever is drawn is still bonded
    constructor(address owner_, IERC20 token_, IParameters parameters_, bytes32 minBondKey_, uint64 roundSeconds_)
        Ownable(owner_)
    {
        token = token_;
        parameters = parameters_;
        minBondKey = minBondKey_;
        roundSeconds = roundSeconds_;
        // An unknown key or a length of zero must show now, not when somebody wants to leave.
        parameters_.get(minBondKey_);
        parameters_.get(ParameterKeys.UNBONDING_PERIOD);
        round();
    }

    // ---- members

    /// @inheritdoc IBondedPool
    function register(bytes32 nodeKey, string calldata endpoint, uint96 bond) external {
        Member storage entry = _members[msg.sender];
        if (entry.active || entry.bond > 0) revert MemberExists(msg.sender);
        if (nodeKey == 0) revert KeyMissing();
        if (bytes(endpoint).length > MAX_ENDPOINT) revert EndpointTooLong(MAX_ENDPOINT, bytes(endpoint).length);
        uint256 needed = parameters.get(minBondKey);
        if (bond < needed) revert BondTooLow(needed, bond);
        if (entry.nodeKey == 0) {
            entry.leaf = _list.length.toUint32();
            _list.push(msg.sender);
            _tree.grow(_list.length);
        }
        entry.active = true;
        entry.unbondableAt = 0;
        entry.nodeKey = nodeKey;
        entry.endpoint = endpoint;
        emit MemberRegistered(msg.sender, nodeKey, endpoint, bond);
        _add(entry, bond);
    }

    /// @inheritdoc IBondedPool
    function addBond(uint96 amount) external {
        emit BondAdded(msg.sender, amount);
        _add(_active(), amount);
    }

    /// @inheritdoc IBondedPool
    function deregister() external {
        Member storage entry = _active();
        entry.active = false;
        entry.unbondableAt = (block.timestamp + parameters.get(ParameterKeys.UNBONDING_PERIOD)).toUint40();
        _weigh(entry);
        emit MemberDeregistered(msg.sender, entry.unbondableAt);
    }

    /// @inheritdoc IBondedPool
    function withdraw() external {
        Member storage entry = _members[msg.sender];
        uint96 amount = entry.bond;
        if (entry.active || amount == 0) revert NothingBonded();
        if (block.timestamp < entry.unbondableAt) revert BondStillHeld(entry.unbondableAt, block.timestamp);
        if (entry.locks > 0) revert MemberServes(entry.locks);
        entry.bond = 0;
        totalBonded -= amount;
        emit BondWithdrawn(msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    // ---- judges

    /// @inheritdoc IBondedPool
    function lock(address member) external onlyActiveJudge {
        _members[member].locks += 1;
        emit MemberLocked(member, msg.sender);
    }

    /// @inheritdoc IBondedPool
    function unlock(address member) external onlyJudge {
        _members[member].locks -= 1;
        emit MemberUnlocked(member, msg.sender);
    }

    /// @inheritdoc IBondedPool
    function slash(address member, uint256 amount, address to) external onlyJudge returns (uint256 taken) {
        if (judges[msg.sender] == JudgeStatus.Retired) return 0;
        Member storage entry = _members[member];
        taken = Math.min(entry.bond, amount);
        entry.bond -= taken.toUint96();
        totalBonded -= taken;
        _weigh(entry);
        emit MemberSlashed(member, msg.sender, taken, to);
        if (taken > 0) token.safeTransfer(to, taken);
    }

    /// @inheritdoc IBondedPool
    function setJudge(address judge, bool allowed) external onlyOwner {
        if (!allowed && judges[judge] != JudgeStatus.Active) revert NotJudge(judge);
        JudgeStatus status = allowed ? JudgeStatus.Active : JudgeStatus.Retired;
        judges[judge] = status;
        emit JudgeChanged(judge, status);
    }

    // ---- lots

    /// @inheritdoc IBondedPool
    /// @dev The i-th ticket falls on what the members drawn before leave free: it is moved past each of their
    /// intervals, in order, that begins at or before it. That gives everybody exact odds with no second try.
    function draw(bytes32 seed, uint256 count) external view returns (address[] memory drawn) {
        if (count > MAX_DRAW) revert DrawTooLarge(MAX_DRAW, count);
        uint48 now_ = uint48(round());
        uint256 free = _tree.totalAt(now_);
        uint256[] memory starts = new uint256[](count);
        uint256[] memory weights = new uint256[](count);
        drawn = new address[](count);
        uint256 found = 0;
        while (found < count && free > 0) {
            uint256 ticket = uint256(keccak256(abi.encode(seed, found))) % free;
            for (uint256 i = 0; i < found && starts[i] <= ticket; ++i) {
                ticket += weights[i];
            }
            (uint256 leaf, uint256 start) = _tree.find(ticket, now_);
            uint256 weight = _tree.weightAt(leaf, now_);
            drawn[found] = _list[leaf];
            _insert(starts, weights, found, start, weight);
            free -= weight;
            ++found;
        }
        // Fewer than asked for: shorten the array in place.
        assembly ("memory-safe") {
            mstore(drawn, found)
        }
    }

    /// @inheritdoc IBondedPool
    function round() public view returns (uint64) {
        return uint64(block.timestamp / roundSeconds);
    }

    /// @inheritdoc IBondedPool
    function weightOf(address member) external view returns (uint256) {
        Member storage entry = _members[member];
        return entry.nodeKey == 0 ? 0 : _tree.weightAt(entry.leaf, uint48(round()));
    }

    /// @inheritdoc IBondedPool
    function totalWeight() external view returns (uint256) {
        return _tree.totalAt(uint48(round()));
    }

    // ---- views

    /// @inheritdoc IBondedPool
    function bondOf(address member) external view returns (uint96) {
        return _members[member].bond;
    }

    /// @inheritdoc IBondedPool
    function memberOf(address account) public view returns (MemberView memory) {
        Member storage entry = _members[account];
        return MemberView({
            account: entry.nodeKey == 0 ? address(0) : account,
            nodeKey: entry.nodeKey,
            endpoint: entry.endpoint,
            bond: entry.bond,
            unbondableAt: entry.unbondableAt,
            locks: entry.locks,
            active: entry.active
        });
    }

    /// @inheritdoc IBondedPool
    function members(uint256 from, uint256 count) external view returns (MemberView[] memory page) {
        uint256 length = from >= _list.length ? 0 : Math.min(count, _list.length - from);
        page = new MemberView[](length);
        for (uint256 i = 0; i < length; ++i) {
            page[i] = memberOf(_list[from + i]);
        }
    }

    /// @inheritdoc IBondedPool
    function memberCount() external view returns (uint256) {
        return _list.length;
    }

    // ---- rules

    function _add(Member storage entry, uint96 amount) private {
        entry.bond += amount;
        totalBonded += amount;
        _weigh(entry);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @dev Whoever has less to lose than newcomers must bring does not judge.
    function _weigh(Member storage entry) private {
        bool eligible = entry.active && entry.bond >= parameters.get(minBondKey);
        _tree.set(entry.leaf, eligible ? entry.bond : 0, uint48(round()));
    }

    /// @dev Keeps the intervals in the order of their starts.
    function _insert(uint256[] memory starts, uint256[] memory weights, uint256 place, uint256 start, uint256 weight)
        private
        pure
    {
        while (place > 0 && starts[place - 1] > start) {
            starts[place] = starts[place - 1];
            weights[place] = weights[place - 1];
            --place;
        }
        starts[place] = start;
        weights[place] = weight;
    }

    function _active() private view returns (Member storage entry) {
        entry = _members[msg.sender];
        if (!entry.active) revert MemberUnknown(msg.sender);
    }
}
