// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MiniTest} from "./MiniTest.sol";
import {ServiceFixture} from "./ServiceFixture.sol";
import {Rewards} from "../src/Rewards.sol";
import {ServiceLevels} from "../src/ServiceLevels.sol";
import {IRewards} from "../src/interfaces/IRewards.sol";
import {IServiceLevels} from "../src/interfaces/IServiceLevels.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {Voucher} from "../src/types/Messages.sol";
import {Reading} from "../src/types/ServiceTerms.sol";

/// @dev Auditors who measure, fall silent and lie, leases that breach, rewards that what auditors lose pays for; in any
/// order, at any time.
contract ServiceHandler is ServiceFixture {
    uint64 private constant REWARD_EPOCH = 240;
    Rewards private rewards;
    LeaseId[2] private leases;
    uint64[] private _epochs;
    uint256 private _supply;
    uint256 private _claims;
    mapping(uint64 epoch => uint256) private _paid;

    function setUp() public override {
        super.setUp();
        rewards = new Rewards(token, parameters, auditors, REWARD_EPOCH);
        services = new ServiceLevels(market, parameters, auditors, address(rewards));
        _asTimelock(address(registry), abi.encodeCall(registry.setSlasher, (address(services), true)));
        _asTimelock(address(auditors), abi.encodeCall(auditors.setJudge, (address(services), true)));
        leases = [_enrolledUnpaid(101), _enrolledUnpaid(102)];
        token.transfer(address(rewards), 1000e18);
        _supply = token.balanceOf(address(auditors)) + token.balanceOf(address(rewards));
        for (uint256 i = 0; i < MEMBERS; ++i) {
            _supply += token.balanceOf(_person_(i));
        }
    }

    // ---- service levels

    function summon(uint256 which) external {
        lease = leases[which % 2];
        try services.openEpoch() {} catch {}
        vm.roll(block.number + 1);
        uint64 epoch = services.currentEpoch();
        try services.summon(lease) {
            if (_epochs.length == 0 || _epochs[_epochs.length - 1] != epoch) _epochs.push(epoch);
        } catch {}
    }

    function commit(uint256 which, uint256 seat, uint256 value) external {
        (uint64 epoch, address member) = _seat(which, seat);
        bytes32 commitment = services.commitmentOf(lease, epoch, member, _value(value), bytes32(seat % COMMITTEE));
        vm.prank(member);
        try services.commit(lease, epoch, seat % COMMITTEE, commitment) {} catch {}
    }

    function reveal(uint256 which, uint256 seat, uint256 value) external {
        (uint64 epoch, address member) = _seat(which, seat);
        vm.prank(member);
        try services.reveal(lease, epoch, seat % COMMITTEE, _value(value), bytes32(seat % COMMITTEE)) {} catch {}
    }

    /// @dev Steps in any order rarely make a whole epoch; this one does, with some members silent.
    function measure(uint256 which, uint256 present, uint256 value) external {
        vm.warp((uint256(services.currentEpoch()) + 1) * EPOCH);
        lease = leases[which % 2];
        try this.measured(bound(present, 0, COMMITTEE), value) {} catch {}
    }

    function measured(uint256 present, uint256 value) external {
        require(msg.sender == address(this));
        _measure(_same(_value(value), present));
        _epochs.push(services.currentEpoch() - 1);
    }

    function conclude(uint256 which) external {
        (uint64 epoch,) = _seat(which, 0);
        try services.conclude(lease, epoch) {} catch {}
    }

    function coSign(uint256 which, uint256 value) external {
        (uint64 epoch,) = _seat(which, 0);
        try this.coSigned(epoch, value) {} catch {}
    }

    function coSigned(uint64 epoch, uint256 value) external {
        _coSign(epoch, _value(value));
    }

    function claimPenalty(uint256 which) external {
        (uint64 epoch,) = _seat(which, 0);
        try services.claim(lease, epoch, _terms(schedule)) {
            ++_claims;
        } catch {}
    }

    function pay(uint256 which, uint256 amount) external {
        lease = leases[which % 2];
        uint256 paid = market.leaseOf(lease).paid;
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, uint128(paid + bound(amount, 1, 50_000)));
        try market.settle(voucher, signature) {} catch {}
    }

    function collect(uint256 which) external {
        services.collect(leases[which % 2]);
    }

    // ---- pool and rewards

    function deregister(uint256 who) external {
        vm.prank(_person_(who % MEMBERS));
        try auditors.deregister() {} catch {}
    }

    function withdraw(uint256 who) external {
        vm.prank(_person_(who % MEMBERS));
        try auditors.withdraw() {} catch {}
    }

    function register(uint256 who, uint256 bond) external {
        vm.prank(_person_(who % MEMBERS));
        try auditors.register(KEY, "", uint96(bound(bond, LEAST, 1000e18))) {} catch {}
    }

    function attest(uint256 who, uint256 share) external {
        uint64 epoch = rewards.currentEpoch() - 1;
        uint128 total = share % 2 == 0 ? 30e18 : 15e18;
        bytes32 root = rewards.leafOf(epoch, provider, 20e18);
        vm.prank(_person_(who % MEMBERS));
        try rewards.attest(epoch, root, total) {} catch {}
    }

    function claimReward(uint256 back) external {
        uint64 epoch = rewards.currentEpoch() - uint64(1 + back % 3);
        try rewards.claim(epoch, provider, 20e18, new bytes32[](0)) {
            _paid[epoch] += 20e18;
        } catch {}
    }

    function sweep(uint256 back) external {
        try rewards.sweep(rewards.currentEpoch() - uint64(1 + back % 8)) {} catch {}
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 90));
    }

    // ---- what must hold

    function check() external view {
        uint256 held = token.balanceOf(address(auditors)) + token.balanceOf(address(rewards));
        vm.assertEq(token.balanceOf(address(auditors)), auditors.totalBonded(), "bonds are held");
        vm.assertLe(rewards.promised(), token.balanceOf(address(rewards)), "promises are held");
        uint256 bonds = 0;
        for (uint256 i = 0; i < MEMBERS; ++i) {
            held += token.balanceOf(_person_(i));
            bonds += auditors.bondOf(_person_(i));
        }
        vm.assertEq(bonds, auditors.totalBonded(), "bonds add up");
        vm.assertEq(held + token.balanceOf(provider), _supply, "nothing is made or lost");
        for (uint64 i = 1; i < 9 && i <= rewards.currentEpoch(); ++i) {
            IRewards.Distribution memory one = rewards.distributionOf(rewards.currentEpoch() - i);
            vm.assertLe(_paid[rewards.currentEpoch() - i], one.total, "paid within the total");
        }
        uint256 penalties = 0;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 taken = market.compensated(leases[i]) / RATE;
            penalties += taken + services.owed(leases[i]);
            vm.assertLe(taken, market.leaseOf(leases[i]).paid, "no more comes back than was paid");
        }
        vm.assertLe(penalties, _claims * INTERVAL_COST, "penalties within what the epochs cost");
    }

    /// @dev Time alone frees every auditor: anyone concludes, all withdraw.
    function checkEverybodyGetsOut() external {
        vm.warp(block.timestamp + EPOCH + COMMIT_WINDOW + REVEAL_WINDOW + 1);
        for (uint256 i = 0; i < _epochs.length; ++i) {
            for (uint256 j = 0; j < 2; ++j) {
                vm.prank(stranger);
                try services.conclude(leases[j], _epochs[i]) {} catch {}
                vm.assertTrue(
                    services.sessionOf(leases[j], _epochs[i]).outcome != IServiceLevels.Outcome.Summoned, "concluded"
                );
            }
        }
        for (uint256 i = 0; i < MEMBERS; ++i) {
            vm.assertEq(auditors.memberOf(_person_(i)).locks, 0);
            vm.prank(_person_(i));
            try auditors.deregister() {} catch {}
        }
        vm.warp(block.timestamp + UNBONDING_PERIOD);
        for (uint256 i = 0; i < MEMBERS; ++i) {
            vm.prank(_person_(i));
            try auditors.withdraw() {} catch {}
        }
        vm.assertEq(auditors.totalBonded(), 0);
    }

    /// @dev For the test that the handler reaches what it should.
    function claims() external view returns (uint256) {
        return _claims;
    }

    function rewarded() external view returns (uint256) {
        return token.balanceOf(provider);
    }

    function _seat(uint256 which, uint256 seat) private returns (uint64 epoch, address member) {
        lease = leases[which % 2];
        epoch = _epochs.length == 0 ? 0 : _epochs[which / 2 % _epochs.length];
        address[] memory members = services.committeeOf(lease, epoch);
        member = seat % COMMITTEE < members.length ? members[seat % COMMITTEE] : stranger;
    }

    function _value(uint256 value) private pure returns (Reading memory) {
        return value % 3 == 0
            ? _reading(1_000_000, 30_000)
            : value % 3 == 1 ? _reading(900_000, 80_000) : _reading(10, 900_000_000);
    }

    function _person_(uint256 number) private pure returns (address) {
        return address(uint160(0xBEE0000 + number));
    }
}

contract ServiceInvariantsTest is MiniTest {
    ServiceHandler private handler;

    function setUp() public {
        handler = new ServiceHandler();
        handler.setUp();
        targetContract(address(handler));
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory steps = new bytes4[](16);
        steps[0] = ServiceHandler.summon.selector;
        steps[1] = ServiceHandler.commit.selector;
        steps[2] = ServiceHandler.reveal.selector;
        steps[3] = ServiceHandler.measure.selector;
        steps[4] = ServiceHandler.conclude.selector;
        steps[5] = ServiceHandler.coSign.selector;
        steps[6] = ServiceHandler.claimPenalty.selector;
        steps[7] = ServiceHandler.deregister.selector;
        steps[8] = ServiceHandler.withdraw.selector;
        steps[9] = ServiceHandler.register.selector;
        steps[10] = ServiceHandler.attest.selector;
        steps[11] = ServiceHandler.claimReward.selector;
        steps[12] = ServiceHandler.sweep.selector;
        steps[13] = ServiceHandler.pass.selector;
        steps[14] = ServiceHandler.pay.selector;
        steps[15] = ServiceHandler.collect.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), steps);
    }

    function invariant_booksBalance() public view {
        handler.check();
    }

    function afterInvariant() public {
        handler.checkEverybodyGetsOut();
    }

    function test_handlerReachesEveryStep() public {
        handler.measure(0, 3, 1);
        handler.claimPenalty(0);
        vm.assertEq(handler.claims(), 1);
        handler.summon(1);
        handler.pass(60);
        handler.pass(90);
        for (uint256 i = 0; i < 7; ++i) {
            handler.attest(i, 30e18);
        }
        handler.claimReward(0);
        vm.assertEq(handler.rewarded(), 20e18);
        handler.claimReward(0);
        vm.assertEq(handler.rewarded(), 20e18);
        handler.pay(0, 1000);
        handler.collect(0);
        handler.coSign(1, 1);
        handler.check();
        handler.checkEverybodyGetsOut();
    }
}
