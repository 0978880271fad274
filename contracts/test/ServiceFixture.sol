// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PoolFixture} from "./BondedPool.t.sol";
import {ServiceLevels} from "../src/ServiceLevels.sol";
import {IPenaltySchedule} from "../src/interfaces/IPenaltySchedule.sol";
import {IServiceLevels} from "../src/interfaces/IServiceLevels.sol";
import {SteppedPenalty} from "../src/policies/SteppedPenalty.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {Order, Quote} from "../src/types/Messages.sol";
import {Indicator, Objective, Reading, ServiceTerms} from "../src/types/ServiceTerms.sol";

/// @dev Takes more than there is.
contract Greedy is IPenaltySchedule {
    function penalty(Indicator, uint256) external pure returns (uint256) {
        return type(uint256).max;
    }
}

/// @dev A lease with service levels, and auditors to measure them.
abstract contract ServiceFixture is PoolFixture {
    uint32 internal constant UNMEASURED_RATIO = type(uint32).max;
    uint64 internal constant UNMEASURED = type(uint64).max;
    uint128 internal constant PAID = 100 * uint128(INTERVAL_COST);
    uint256 internal constant MEMBERS = 7;
    address internal constant SINK = address(0x51A6);
    ServiceLevels internal services;
    SteppedPenalty internal schedule;
    LeaseId internal lease;

    function setUp() public virtual override {
        super.setUp();
        services = new ServiceLevels(market, parameters, auditors, SINK);
        _asTimelock(address(registry), abi.encodeCall(registry.setSlasher, (address(services), true)));
        _asTimelock(address(auditors), abi.encodeCall(auditors.setJudge, (address(services), true)));
        schedule = new SteppedPenalty(_steps());
        for (uint256 i = 0; i < MEMBERS; ++i) {
            _member(i, LEAST + uint96(i) * 10e18);
        }
        lease = _enrolled(1);
        _nextRound();
    }

    function _steps() internal pure returns (SteppedPenalty.Step[] memory steps) {
        steps = new SteppedPenalty.Step[](3);
        steps[0] = SteppedPenalty.Step(1, 1000);
        steps[1] = SteppedPenalty.Step(10_000, 2500);
        steps[2] = SteppedPenalty.Step(50_000, 10_000);
    }

    function _terms(IPenaltySchedule policy) internal pure returns (ServiceTerms memory terms) {
        terms.document = keccak256("openslo");
        terms.schedule = policy;
        terms.objectives = new Objective[](2);
        terms.objectives[0] = Objective(Indicator.Availability, 999_000);
        terms.objectives[1] = Objective(Indicator.Latency, 50_000);
    }

    function _signedOrder(uint256 number, ServiceTerms memory terms) internal view returns (Order memory order) {
        order = _order();
        order.nonce = uint64(1000 + number);
        order.slo = keccak256(abi.encode(terms));
        order.validUntil = type(uint64).max;
    }

    function _enrolled(uint256 number) internal returns (LeaseId) {
        return _enrolled(number, _terms(schedule));
    }

    function _enrolledUnpaid(uint256 number) internal returns (LeaseId) {
        return _enrolled(number, _terms(schedule), 0);
    }

    function _enrolled(uint256 number, ServiceTerms memory terms) internal returns (LeaseId opened) {
        return _enrolled(number, terms, PAID);
    }

    function _enrolled(uint256 number, ServiceTerms memory terms, uint128 paid) private returns (LeaseId opened) {
        Order memory order = _signedOrder(number, terms);
        Quote memory quote = _quote(_offer(), order);
        opened = _submit(_offer(), order, quote);
        _activate(opened);
        if (paid > 0) _settle(opened, paid);
        services.enroll(opened, quote, order);
    }

    // ---- steps

    function _summon() internal returns (uint64 epoch, address[] memory members) {
        epoch = services.currentEpoch();
        services.openEpoch();
        vm.roll(block.number + 1);
        members = services.summon(lease);
    }

    function _commit(uint64 epoch, address member, uint256 seat, Reading memory reading) internal {
        bytes32 commitment = services.commitmentOf(lease, epoch, member, reading, bytes32(seat + 1));
        vm.prank(member);
        services.commit(lease, epoch, seat, commitment);
    }

    function _reveal(uint64 epoch, address member, uint256 seat, Reading memory reading) internal {
        vm.prank(member);
        services.reveal(lease, epoch, seat, reading, bytes32(seat + 1));
    }

    /// @dev All that `readings` has, in the order of seats; the other members stay silent.
    function _measure(Reading[] memory readings) internal returns (uint64 epoch, address[] memory members) {
        (epoch, members) = _summon();
        vm.warp(_endOf(epoch));
        for (uint256 i = 0; i < readings.length; ++i) {
            _commit(epoch, members[i], i, readings[i]);
        }
        vm.warp(_endOf(epoch) + COMMIT_WINDOW + 1);
        for (uint256 i = 0; i < readings.length; ++i) {
            _reveal(epoch, members[i], i, readings[i]);
        }
        vm.warp(_endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + 1);
        services.conclude(lease, epoch);
    }

    function _reading(uint32 availability, uint64 latency) internal pure returns (Reading memory) {
        return Reading(availability, latency, UNMEASURED, UNMEASURED_RATIO, UNMEASURED);
    }

    function _same(Reading memory reading, uint256 count) internal pure returns (Reading[] memory readings) {
        readings = new Reading[](count);
        for (uint256 i = 0; i < count; ++i) {
            readings[i] = reading;
        }
    }

    function _coSign(uint64 epoch, Reading memory reading) internal {
        bytes32 hash = services.readingHash(lease, epoch, reading);
        bytes memory byProvider = _sign(PROVIDER_KEY, hash);
        bytes memory byPayer = _sign(PAYER_KEY, hash);
        services.submitReading(lease, epoch, reading, byProvider, byPayer);
    }

    function _endOf(uint64 epoch) internal pure returns (uint256) {
        return (uint256(epoch) + 1) * EPOCH;
    }

    function _outcome(uint64 epoch) internal view returns (IServiceLevels.Outcome) {
        return services.sessionOf(lease, epoch).outcome;
    }

    function _assertOutcome(uint64 epoch, IServiceLevels.Outcome expected) internal view {
        vm.assertEq(uint256(_outcome(epoch)), uint256(expected));
    }
}
