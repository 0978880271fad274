// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Fixture} from "./Fixture.sol";
import {MiniTest} from "./MiniTest.sol";
import {BondedPool} from "../src/BondedPool.sol";
import {IBondedPool} from "../src/interfaces/IBondedPool.sol";
import {ParameterKeys} from "../src/libraries/ParameterKeys.sol";

/// @dev A pool with a judge and people who have tokens for bonds.
abstract contract PoolFixture is Fixture {
    bytes32 internal constant KEY = keccak256("node");
    uint96 internal constant LEAST = uint96(MIN_AUDITOR_BOND);
    address internal judge = address(0x1D6E);
    BondedPool internal pool;

    function setUp() public virtual override {
        super.setUp();
        pool = auditors;
        _asTimelock(address(pool), abi.encodeCall(pool.setJudge, (judge, true)));
    }

    function _person(uint256 number) internal returns (address person) {
        person = address(uint160(0xBEE0000 + number));
        token.transfer(person, 100_000e18);
        vm.prank(person);
        token.approve(address(pool), type(uint256).max);
    }

    function _member(uint256 number, uint96 bond) internal returns (address person) {
        person = _person(number);
        vm.prank(person);
        pool.register(KEY, "https://audit.example", bond);
    }

    function _nextRound() internal {
        vm.warp((uint256(pool.round()) + 1) * EPOCH);
    }
}

contract BondedPoolTest is PoolFixture {
    // ---- members

    function test_membersBondAndLeave() public {
        address person = _person(1);
        vm.startPrank(person);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.KeyMissing.selector));
        pool.register(0, "", LEAST);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.EndpointTooLong.selector, 256, 257));
        pool.register(KEY, string(new bytes(257)), LEAST);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.BondTooLow.selector, LEAST, LEAST - 1));
        pool.register(KEY, "", LEAST - 1);
        vm.expectEmit();
        emit IBondedPool.MemberRegistered(person, KEY, "https://audit.example", LEAST);
        pool.register(KEY, "https://audit.example", LEAST);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.MemberExists.selector, person));
        pool.register(KEY, "", LEAST);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.NothingBonded.selector));
        pool.withdraw();

        pool.deregister();
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.MemberUnknown.selector, person));
        pool.deregister();
        vm.expectRevert(
            abi.encodeWithSelector(IBondedPool.BondStillHeld.selector, START + UNBONDING_PERIOD, START)
        );
        pool.withdraw();
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.MemberExists.selector, person));
        pool.register(KEY, "", LEAST);
        vm.warp(START + UNBONDING_PERIOD);
        pool.withdraw();
        vm.assertEq(token.balanceOf(person), 100_000e18);
        vm.assertEq(pool.totalBonded(), 0);

        pool.register(keccak256("other"), "", LEAST + 1);
        vm.stopPrank();
        vm.assertEq(pool.memberCount(), 1);
        vm.assertEq(pool.bondOf(person), LEAST + 1);
        vm.assertEq(pool.memberOf(person).nodeKey, keccak256("other"));
        vm.assertEq(pool.memberOf(person).unbondableAt, 0);
    }

    function test_nobodyLeavesWhileServing() public {
        address person = _member(1, LEAST);
        vm.prank(judge);
        pool.lock(person);
        vm.prank(person);
        pool.deregister();
        vm.warp(START + UNBONDING_PERIOD);
        vm.prank(person);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.MemberServes.selector, 1));
        pool.withdraw();
        vm.prank(judge);
        pool.unlock(person);
        vm.prank(person);
        pool.withdraw();
        vm.assertEq(pool.totalBonded(), 0);
    }

    function test_strangersCannotAddBonds() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.MemberUnknown.selector, stranger));
        pool.addBond(1);
    }

    // ---- judges

    function testFuzz_slashTakesNoMoreThanThereIs(uint256 bond, uint256 amount, bool left) public {
        bond = bound(bond, LEAST, 1000e18);
        address person = _member(1, uint96(bond));
        if (left) {
            vm.prank(person);
            pool.deregister();
        }
        uint256 taken = amount < bond ? amount : bond;
        vm.expectEmit();
        emit IBondedPool.MemberSlashed(person, judge, taken, stranger);
        vm.prank(judge);
        vm.assertEq(pool.slash(person, amount, stranger), taken);
        vm.assertEq(token.balanceOf(stranger), taken);
        vm.assertEq(pool.bondOf(person), bond - taken);
        vm.assertEq(pool.totalBonded(), token.balanceOf(address(pool)));
        _nextRound();
        vm.assertEq(pool.weightOf(person), left || bond - taken < LEAST ? 0 : bond - taken);
        vm.assertEq(pool.totalWeight(), pool.weightOf(person));
    }

    function test_whoFellBelowTheMinimumComesBackByAddingBond() public {
        address person = _member(1, LEAST);
        vm.prank(judge);
        pool.slash(person, 1, stranger);
        _nextRound();
        vm.assertEq(pool.draw("seed", 1).length, 0);
        vm.prank(person);
        pool.addBond(1);
        _nextRound();
        vm.assertEq(pool.draw("seed", 1)[0], person);
    }

    function test_onlyJudgesLockAndSlash() public {
        bytes memory refused = abi.encodeWithSelector(IBondedPool.NotJudge.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(refused);
        pool.lock(auditor);
        vm.expectRevert(refused);
        pool.unlock(auditor);
        vm.expectRevert(refused);
        pool.slash(auditor, 1, stranger);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, stranger));
        pool.setJudge(stranger, true);
        vm.stopPrank();
        vm.prank(address(timelock));
        vm.expectRevert(refused);
        pool.setJudge(stranger, false);
    }

    function test_aRetiredJudgeOnlyUnlocks() public {
        address person = _member(1, LEAST);
        vm.prank(judge);
        pool.lock(person);
        _asTimelock(address(pool), abi.encodeCall(pool.setJudge, (judge, false)));
        vm.startPrank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.NotJudge.selector, judge));
        pool.lock(person);
        vm.assertEq(pool.slash(person, LEAST, judge), 0);
        pool.unlock(person);
        vm.stopPrank();
        vm.assertEq(pool.bondOf(person), LEAST);
        vm.assertEq(pool.memberOf(person).locks, 0);
    }

    // ---- lots

    function test_lotsOfARoundIgnoreWhatHappensInIt() public {
        for (uint256 i = 0; i < 6; ++i) {
            _member(i, LEAST + uint96(i));
        }
        vm.assertEq(pool.draw("seed", 6).length, 0);
        _nextRound();
        address[] memory before = pool.draw("seed", 3);
        _member(6, 50_000e18);
        vm.prank(before[0]);
        pool.deregister();
        vm.prank(before[1]);
        pool.addBond(1000e18);
        vm.prank(judge);
        pool.slash(before[2], LEAST, stranger);
        address[] memory afterwards = pool.draw("seed", 3);
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertEq(afterwards[i], before[i]);
        }
        vm.assertEq(pool.weightOf(before[2]) > 0, true);
        _nextRound();
        vm.assertEq(pool.weightOf(before[0]) + pool.weightOf(before[2]), 0);
        vm.assertEq(pool.draw("seed", 7).length, 5);
    }

    function test_refusesHugeDraws() public {
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.DrawTooLarge.selector, 64, 65));
        pool.draw("seed", 65);
    }

    /// @dev Against a plain walk over all members: the same odds for everybody, no second try.
    function testFuzz_drawsLikeAWalkOverAllMembers(bytes32 seed, uint256 people, uint256 count, uint96[12] memory extra)
        public
    {
        people = bound(people, 0, 12);
        count = bound(count, 0, 14);
        address[] memory accounts = new address[](people);
        uint256[] memory weights = new uint256[](people);
        for (uint256 i = 0; i < people; ++i) {
            weights[i] = LEAST + bound(extra[i], 0, 10_000e18);
            accounts[i] = _member(i, uint96(weights[i]));
        }
        _nextRound();
        address[] memory drawn = pool.draw(seed, count);
        vm.assertEq(drawn.length, count < people ? count : people);
        uint256 free = pool.totalWeight();
        for (uint256 i = 0; i < drawn.length; ++i) {
            uint256 ticket = uint256(keccak256(abi.encode(seed, i))) % free;
            uint256 who = 0;
            while (ticket >= weights[who]) {
                ticket -= weights[who++];
            }
            vm.assertEq(drawn[i], accounts[who]);
            free -= weights[who];
            weights[who] = 0;
        }
    }

    function test_oddsFollowBonds() public {
        address small = _member(1, 1000e18);
        address large = _member(2, 3000e18);
        _nextRound();
        uint256 won = 0;
        for (uint256 i = 0; i < 1000; ++i) {
            address first = pool.draw(bytes32(i), 1)[0];
            if (first == large) ++won;
            else vm.assertEq(first, small);
        }
        // Mean 750, standard deviation 13.7; the seeds are fixed.
        vm.assertGe(won, 700, "large");
        vm.assertLe(won, 800, "large");
    }

    // ---- pages

    function testFuzz_pagesCoverTheList(uint256 from, uint256 count) public {
        from = bound(from, 0, 8);
        count = bound(count, 0, 8);
        for (uint256 i = 0; i < 5; ++i) {
            _member(i, LEAST);
        }
        IBondedPool.MemberView[] memory page = pool.members(from, count);
        uint256 left = from >= 5 ? 0 : 5 - from;
        vm.assertEq(page.length, count < left ? count : left);
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(page[i].account, address(uint160(0xBEE0000 + from + i)));
        }
        vm.assertEq(pool.memberOf(stranger).account, address(0));
        vm.assertEq(pool.weightOf(stranger), 0);
    }

    function test_poolsAreApart() public {
        address person = _member(1, LEAST);
        vm.assertEq(arbiters.bondOf(person), 0);
        vm.assertEq(arbiters.minBondKey(), ParameterKeys.MIN_ARBITER_BOND);
    }
}

/// @dev Members and a judge who do anything in any order.
contract PoolHandler is PoolFixture {
    uint256 internal constant PEOPLE = 9;

    mapping(address person => uint256) public serving;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _person(i);
        }
    }

    function register(uint256 who, uint96 bond) external {
        vm.prank(_pick(who));
        try pool.register(KEY, "", uint96(bound(bond, 0, 5000e18))) {} catch {}
    }

    function addBond(uint256 who, uint96 amount) external {
        vm.prank(_pick(who));
        try pool.addBond(uint96(bound(amount, 0, 1000e18))) {} catch {}
    }

    function deregister(uint256 who) external {
        vm.prank(_pick(who));
        try pool.deregister() {} catch {}
    }

    function withdraw(uint256 who) external {
        address person = _pick(who);
        vm.prank(person);
        try pool.withdraw() {
            vm.assertEq(serving[person], 0);
        } catch {}
    }

    function lock(uint256 who) external {
        serving[_pick(who)] += 1;
        vm.prank(judge);
        pool.lock(_pick(who));
    }

    function unlock(uint256 who) external {
        address person = _pick(who);
        if (serving[person] == 0) return;
        serving[person] -= 1;
        vm.prank(judge);
        pool.unlock(person);
    }

    function slash(uint256 who, uint256 amount) external {
        vm.prank(judge);
        pool.slash(_pick(who), bound(amount, 0, 6000e18), stranger);
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 400));
    }

    function check() external view {
        uint256 bonds = 0;
        uint256 weights = 0;
        uint256 eligible = 0;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            bonds += pool.bondOf(_pick(i));
            uint256 weight = pool.weightOf(_pick(i));
            weights += weight;
            if (weight > 0) ++eligible;
        }
        vm.assertEq(pool.totalBonded(), bonds, "bonds");
        vm.assertEq(token.balanceOf(address(pool)), bonds, "tokens held");
        vm.assertEq(pool.totalWeight(), weights, "the tree sums its leaves");
        address[] memory drawn = pool.draw(bytes32(block.timestamp), PEOPLE);
        vm.assertEq(drawn.length, eligible, "everybody with weight, once");
        for (uint256 i = 0; i < drawn.length; ++i) {
            vm.assertTrue(pool.weightOf(drawn[i]) > 0, "weight");
            for (uint256 j = 0; j < i; ++j) {
                vm.assertTrue(drawn[i] != drawn[j], "different");
            }
        }
    }

    function checkEverybodyGetsOut() external {
        for (uint256 i = 0; i < PEOPLE; ++i) {
            address person = _pick(i);
            for (; serving[person] > 0; --serving[person]) {
                vm.prank(judge);
                pool.unlock(person);
            }
            vm.prank(person);
            try pool.deregister() {} catch {}
        }
        vm.warp(block.timestamp + UNBONDING_PERIOD);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            vm.prank(_pick(i));
            try pool.withdraw() {} catch {}
        }
        vm.assertEq(pool.totalBonded(), 0);
        vm.assertEq(token.balanceOf(address(pool)), 0);
    }

    function _pick(uint256 who) private pure returns (address) {
        return address(uint160(0xBEE0000 + who % PEOPLE));
    }
}

contract BondedPoolInvariantsTest is MiniTest {
    PoolHandler private handler;

    function setUp() public {
        handler = new PoolHandler();
        handler.setUp();
        targetContract(address(handler));
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory steps = new bytes4[](8);
        steps[0] = PoolHandler.register.selector;
        steps[1] = PoolHandler.addBond.selector;
        steps[2] = PoolHandler.deregister.selector;
        steps[3] = PoolHandler.withdraw.selector;
        steps[4] = PoolHandler.lock.selector;
        steps[5] = PoolHandler.unlock.selector;
        steps[6] = PoolHandler.slash.selector;
        steps[7] = PoolHandler.pass.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), steps);
    }

    function invariant_bondsAndWeightsAddUp() public view {
        handler.check();
    }

    function afterInvariant() public {
        handler.checkEverybodyGetsOut();
    }

    function test_handlerReachesEveryStep() public {
        handler.register(0, 300e18);
        handler.register(1, 300e18);
        handler.pass(60);
        handler.lock(0);
        handler.slash(1, 200e18);
        handler.addBond(1, 150e18);
        handler.deregister(0);
        handler.unlock(0);
        handler.pass(60);
        handler.check();
        handler.checkEverybodyGetsOut();
    }
}
