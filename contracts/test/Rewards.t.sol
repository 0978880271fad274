// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PoolFixture} from "./BondedPool.t.sol";
import {Rewards} from "../src/Rewards.sol";
import {IRewards} from "../src/interfaces/IRewards.sol";

contract RewardsTest is PoolFixture {
    uint64 private constant REWARD_EPOCH = 240;
    uint256 private constant POOL = 1000e18;
    address private constant LEFT = address(0x1EF7);
    address private constant RIGHT = address(0x4197);
    Rewards private rewards;
    address[] private people;

    function setUp() public override {
        super.setUp();
        rewards = new Rewards(token, parameters, auditors, REWARD_EPOCH);
        // 30, 30, 30 and 10 per cent of all bonds.
        for (uint256 i = 0; i < 3; ++i) {
            people.push(_member(i, 3 * LEAST));
        }
        people.push(_member(3, LEAST));
        token.transfer(address(rewards), POOL);
        vm.warp((uint256(rewards.currentEpoch()) + 1) * REWARD_EPOCH);
    }

    // ---- vectors

    function test_paysTheSharedVectors() public view {
        string memory file = vm.readFile("test/vectors/rewards.json");
        uint64 epoch = uint64(vm.parseJsonUint(file, ".epoch"));
        bytes32 root = vm.parseJsonBytes32(file, ".root");
        for (uint256 i = 0; i < 5; ++i) {
            string memory entry = string.concat(".rewards[", vm.toString(i), "]");
            bytes32 leaf = rewards.leafOf(
                epoch,
                vm.parseJsonAddress(file, string.concat(entry, ".account")),
                vm.parseJsonUint(file, string.concat(entry, ".amount"))
            );
            vm.assertEq(leaf, vm.parseJsonBytes32(file, string.concat(entry, ".leaf")));
            bytes32[] memory proof = vm.parseJsonBytes32Array(file, string.concat(entry, ".proof"));
            for (uint256 j = 0; j < proof.length; ++j) {
                leaf = _pair(leaf, proof[j]);
            }
            vm.assertEq(leaf, root);
        }
    }

    // ---- attest

    function test_moreThanTwoThirdsOfAllBondsGrant() public {
        uint64 epoch = _past();
        bytes32 root = _root(epoch, 10e18, 20e18);
        _attest(0, epoch, root, 30e18);
        _attest(1, epoch, root, 30e18);
        vm.assertEq(rewards.promised(), 0);
        vm.expectEmit();
        emit IRewards.RewardsGranted(epoch, root, 30e18, uint40(block.timestamp + REWARD_WINDOW));
        _attest(3, epoch, root, 30e18);
        vm.assertEq(rewards.promised(), 30e18);
        vm.assertEq(rewards.available(), POOL - 30e18);
        vm.prank(people[2]);
        vm.expectRevert(abi.encodeWithSelector(IRewards.AlreadyGranted.selector, epoch));
        rewards.attest(epoch, root, 30e18);
    }

    function test_votesOnDifferentRootsDoNotAddUp() public {
        uint64 epoch = _past();
        bytes32 root = _root(epoch, 10e18, 20e18);
        _attest(0, epoch, root, 30e18);
        _attest(1, epoch, root, 29e18);
        _attest(2, epoch, keccak256("other"), 30e18);
        _attest(3, epoch, root, 30e18);
        vm.assertEq(rewards.distributionOf(epoch).root, 0);
    }

    function test_everyAuditorAttestsOnce() public {
        uint64 epoch = _past();
        _attest(0, epoch, keccak256("root"), 1);
        vm.prank(people[0]);
        vm.expectRevert(abi.encodeWithSelector(IRewards.AlreadyAttested.selector, epoch, people[0]));
        rewards.attest(epoch, keccak256("other"), 1);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotAuditor.selector, stranger));
        rewards.attest(epoch, keccak256("root"), 1);
    }

    function test_whoAttestsAndLeavesDoesNotMakeTheRestWeighMore() public {
        people.push(_member(4, LEAST));
        vm.warp(block.timestamp + REWARD_EPOCH);
        uint64 epoch = _past();
        bytes32 root = _root(epoch, 10e18, 20e18);
        _attest(0, epoch, root, 30e18);
        _attest(1, epoch, root, 30e18);
        vm.prank(people[0]);
        auditors.deregister();
        vm.prank(people[1]);
        auditors.deregister();
        _nextRound();
        // Seven of the eleven bonds there were; five are left.
        _attest(4, epoch, root, 30e18);
        vm.assertEq(rewards.distributionOf(epoch).root, 0);
        _attest(3, epoch, root, 30e18);
        vm.assertEq(rewards.distributionOf(epoch).root, root);
    }

    function test_attestsInTheWindowAfterTheEpoch() public {
        uint64 running = rewards.currentEpoch();
        uint256 end = (uint256(running) + 1) * REWARD_EPOCH;
        vm.prank(people[0]);
        vm.expectRevert(abi.encodeWithSelector(IRewards.TooEarly.selector, end, block.timestamp));
        rewards.attest(running, keccak256("root"), 1);
        vm.warp(end + ATTEST_WINDOW);
        _attest(0, running, keccak256("root"), 1);
        vm.warp(end + ATTEST_WINDOW + 1);
        vm.prank(people[1]);
        vm.expectRevert(
            abi.encodeWithSelector(IRewards.TooLate.selector, end + ATTEST_WINDOW, end + ATTEST_WINDOW + 1)
        );
        rewards.attest(running, keccak256("root"), 1);
    }

    function test_noRootTakesMoreThanItsShareOfThePool() public {
        uint64 epoch = _past();
        uint256 most = POOL / 5;
        vm.assertEq(rewards.limit(), most);
        vm.startPrank(people[0]);
        vm.expectRevert(abi.encodeWithSelector(IRewards.TotalTooHigh.selector, most, most + 1));
        rewards.attest(epoch, keccak256("root"), uint128(most + 1));
        vm.expectRevert(abi.encodeWithSelector(IRewards.RootMissing.selector));
        rewards.attest(epoch, 0, uint128(most));
        rewards.attest(epoch, keccak256("root"), uint128(most));
        vm.stopPrank();
    }

    // ---- claim, sweep

    function test_everybodyClaimsItsOwnOnce() public {
        uint64 epoch = _granted(10e18, 20e18, 30e18);
        bytes32[] memory proof = _proof(rewards.leafOf(epoch, RIGHT, 20e18));
        vm.expectRevert(abi.encodeWithSelector(IRewards.ProofWrong.selector));
        rewards.claim(epoch, LEFT, 11e18, proof);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ProofWrong.selector));
        rewards.claim(epoch, stranger, 10e18, proof);
        vm.prank(stranger);
        rewards.claim(epoch, LEFT, 10e18, proof);
        vm.assertEq(token.balanceOf(LEFT), 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.AlreadyClaimed.selector, epoch, LEFT));
        rewards.claim(epoch, LEFT, 10e18, proof);
        rewards.claim(epoch, RIGHT, 20e18, _proof(rewards.leafOf(epoch, LEFT, 10e18)));
        vm.assertEq(rewards.promised(), 0);
        vm.assertEq(rewards.available(), POOL - 30e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotGranted.selector, epoch + 1));
        rewards.claim(epoch + 1, LEFT, 10e18, proof);
    }

    function test_leavesAboveTheTotalAreNotPaid() public {
        uint64 epoch = _granted(10e18, 20e18, 25e18);
        rewards.claim(epoch, LEFT, 10e18, _proof(rewards.leafOf(epoch, RIGHT, 20e18)));
        bytes32[] memory proof = _proof(rewards.leafOf(epoch, LEFT, 10e18));
        vm.expectRevert(abi.encodeWithSelector(IRewards.TotalTooHigh.selector, 15e18, 20e18));
        rewards.claim(epoch, RIGHT, 20e18, proof);
    }

    function test_whatNobodyClaimsGoesBackByTimeAlone() public {
        uint64 epoch = _granted(10e18, 20e18, 30e18);
        uint256 until = rewards.distributionOf(epoch).claimUntil;
        bytes32[] memory toLeft = _proof(rewards.leafOf(epoch, RIGHT, 20e18));
        bytes32[] memory toRight = _proof(rewards.leafOf(epoch, LEFT, 10e18));
        vm.warp(until);
        rewards.claim(epoch, LEFT, 10e18, toLeft);
        vm.expectRevert(abi.encodeWithSelector(IRewards.TooEarly.selector, until + 1, until));
        rewards.sweep(epoch);
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.TooLate.selector, until, until + 1));
        rewards.claim(epoch, RIGHT, 20e18, toRight);
        vm.prank(stranger);
        rewards.sweep(epoch);
        vm.assertEq(rewards.promised(), 0);
        vm.assertEq(rewards.available(), POOL - 10e18);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NothingToSweep.selector, epoch));
        rewards.sweep(epoch);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NothingToSweep.selector, epoch + 1));
        rewards.sweep(epoch + 1);
    }

    /// @dev What is promised is always there, however much was granted before.
    function testFuzz_grantsNeverPromiseMoreThanIsHeld(uint128[6] memory totals) public {
        for (uint256 i = 0; i < totals.length; ++i) {
            uint64 epoch = _past();
            uint128 total = uint128(bound(totals[i], 0, rewards.limit()));
            for (uint256 j = 0; j < 3; ++j) {
                _attest(j, epoch, keccak256("root"), total);
            }
            vm.assertLe(rewards.promised(), token.balanceOf(address(rewards)));
            vm.warp(block.timestamp + REWARD_EPOCH);
        }
    }

    // ---- steps

    function _past() private view returns (uint64) {
        return rewards.currentEpoch() - 1;
    }

    function _attest(uint256 who, uint64 epoch, bytes32 root, uint128 total) private {
        vm.prank(people[who]);
        rewards.attest(epoch, root, total);
    }

    function _granted(uint256 left, uint256 right, uint128 total) private returns (uint64 epoch) {
        epoch = _past();
        bytes32 root = _root(epoch, left, right);
        for (uint256 i = 0; i < 3; ++i) {
            _attest(i, epoch, root, total);
        }
    }

    function _root(uint64 epoch, uint256 left, uint256 right) private view returns (bytes32) {
        return _pair(rewards.leafOf(epoch, LEFT, left), rewards.leafOf(epoch, RIGHT, right));
    }

    function _proof(bytes32 sibling) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](1);
        proof[0] = sibling;
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return keccak256(a < b ? abi.encode(a, b) : abi.encode(b, a));
    }
}
