// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Greedy, ServiceFixture} from "./ServiceFixture.sol";
import {IPenaltySchedule} from "../src/interfaces/IPenaltySchedule.sol";
import {IServiceLevels} from "../src/interfaces/IServiceLevels.sol";
import {ParameterKeys} from "../src/libraries/ParameterKeys.sol";
import {SteppedPenalty} from "../src/policies/SteppedPenalty.sol";
import {CloseReason} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {Order, Quote} from "../src/types/Messages.sol";
import {Indicator, Objective, Reading, ServiceTerms} from "../src/types/ServiceTerms.sol";

contract ServiceLevelsTest is ServiceFixture {
    // ---- enroll

    function test_enrollsOnlyWhatBothSigned() public {
        Order memory order = _signedOrder(2, _terms(schedule));
        Quote memory quote = _quote(_offer(), order);
        LeaseId other = _submit(_offer(), order, quote);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.LeaseMismatch.selector, lease, other));
        services.enroll(lease, quote, order);
        bytes32 right = quote.order;
        order.slo = keccak256("better");
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.OrderMismatch.selector, right, hasher.order(order)));
        services.enroll(other, quote, order);
        order.slo = 0;
        quote = _quote(_offer(), order);
        LeaseId without = _leaseOf(quote);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.SloMissing.selector, without));
        services.enroll(without, quote, order);
    }

    // ---- openEpoch, summon

    function test_drawsACommitteeByABlockThatNobodyKnew() public {
        uint64 epoch = services.currentEpoch();
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.EpochNotOpen.selector, epoch));
        services.summon(lease);
        services.openEpoch();
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.EpochAlreadyOpen.selector, epoch));
        services.openEpoch();
        // In the same block its hash is not known yet, not even to a contract that would revert a bad draw.
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.EpochNotOpen.selector, epoch));
        services.summon(lease);
        vm.roll(block.number + 1);
        address[] memory members = services.summon(lease);
        vm.assertEq(members.length, COMMITTEE);
        for (uint256 i = 0; i < COMMITTEE; ++i) {
            vm.assertEq(auditors.memberOf(members[i]).locks, 1);
        }
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.AlreadySummoned.selector, lease, epoch));
        services.summon(lease);
    }

    function test_opensAgainOnlyWhenTheChainForgotTheBlock() public {
        uint64 epoch = services.currentEpoch();
        services.openEpoch();
        vm.roll(block.number + 256);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.EpochAlreadyOpen.selector, epoch));
        services.openEpoch();
        vm.roll(block.number + 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.EpochNotOpen.selector, epoch));
        services.summon(lease);
        services.openEpoch();
        vm.roll(block.number + 1);
        services.summon(lease);
        vm.roll(block.number + 300);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.EpochAlreadyOpen.selector, epoch));
        services.openEpoch();
    }

    function test_summonsInTheFirstHalfOnly() public {
        uint64 epoch = services.currentEpoch();
        services.openEpoch();
        vm.roll(block.number + 1);
        uint256 half = _endOf(epoch) - EPOCH / 2;
        vm.warp(half + 1);
        bytes memory late = abi.encodeWithSelector(IServiceLevels.TooLate.selector, half, half + 1);
        vm.expectRevert(late);
        services.summon(lease);
        vm.expectRevert(late);
        services.openEpoch();
        vm.warp(half);
        services.summon(lease);
    }

    function test_summonsForActiveLeasesWithServiceLevelsOnly() public {
        services.openEpoch();
        vm.roll(block.number + 1);
        LeaseId plain = _openNumbered(77);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.SloMissing.selector, plain));
        services.summon(plain);
        vm.prank(payer);
        market.requestClose(lease, CloseReason.ConsumerClosed, 0);
        vm.warp(block.timestamp + NOTICE);
        _nextRound();
        services.openEpoch();
        vm.roll(block.number + 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.LeaseNotActive.selector, lease));
        services.summon(lease);
    }

    function test_nobodyIsSummonedFromAnEmptyPool() public {
        for (uint256 i = 0; i < MEMBERS; ++i) {
            vm.prank(address(uint160(0xBEE0000 + i)));
            auditors.deregister();
        }
        _nextRound();
        services.openEpoch();
        vm.roll(block.number + 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.NobodyToSummon.selector));
        services.summon(lease);
    }

    // ---- commit, reveal

    function test_commitsAndRevealsInTheirWindows() public {
        (uint64 epoch, address[] memory members) = _summon();
        Reading memory reading = _reading(999_500, 40_000);
        bytes32 commitment = services.commitmentOf(lease, epoch, members[0], reading, bytes32(uint256(1)));
        uint256 end = _endOf(epoch);
        vm.warp(end - 1);
        vm.prank(members[0]);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooEarly.selector, end, end - 1));
        services.commit(lease, epoch, 0, commitment);
        vm.warp(end + COMMIT_WINDOW);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.SeatNotYours.selector, 0, stranger));
        services.commit(lease, epoch, 0, commitment);
        vm.startPrank(members[0]);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.SeatNotYours.selector, 9, members[0]));
        services.commit(lease, epoch, 9, commitment);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.CommitmentMissing.selector));
        services.commit(lease, epoch, 0, 0);
        services.commit(lease, epoch, 0, commitment);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.AlreadyCommitted.selector, members[0]));
        services.commit(lease, epoch, 0, commitment);
        uint256 until = end + COMMIT_WINDOW;
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooEarly.selector, until + 1, until));
        services.reveal(lease, epoch, 0, reading, bytes32(uint256(1)));
        vm.stopPrank();

        vm.warp(until + 1);
        vm.prank(members[1]);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooLate.selector, until, until + 1));
        services.commit(lease, epoch, 1, commitment);
        vm.startPrank(members[0]);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.ReadingOutOfRange.selector));
        services.reveal(lease, epoch, 0, _reading(1_000_001, 1), bytes32(uint256(1)));
        reading.latency = 39_999;
        vm.expectRevert(
            abi.encodeWithSelector(
                IServiceLevels.CommitmentWrong.selector,
                commitment,
                services.commitmentOf(lease, epoch, members[0], reading, bytes32(uint256(1)))
            )
        );
        services.reveal(lease, epoch, 0, reading, bytes32(uint256(1)));
        reading.latency = 40_000;
        vm.warp(until + REVEAL_WINDOW);
        services.reveal(lease, epoch, 0, reading, bytes32(uint256(1)));
        vm.assertEq(services.sessionOf(lease, epoch).revealed, 1);
        vm.warp(until + REVEAL_WINDOW + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IServiceLevels.TooLate.selector, until + REVEAL_WINDOW, until + REVEAL_WINDOW + 1
            )
        );
        services.reveal(lease, epoch, 0, reading, bytes32(uint256(1)));
        vm.stopPrank();
    }

    function test_nobodyCopiesACommitment() public {
        (uint64 epoch, address[] memory members) = _summon();
        Reading memory reading = _reading(999_500, 40_000);
        vm.warp(_endOf(epoch));
        bytes32 copied = services.commitmentOf(lease, epoch, members[0], reading, bytes32(uint256(1)));
        _commit(epoch, members[0], 0, reading);
        vm.prank(members[1]);
        services.commit(lease, epoch, 1, copied);
        vm.warp(_endOf(epoch) + COMMIT_WINDOW + 1);
        _reveal(epoch, members[0], 0, reading);
        bytes32 own = services.commitmentOf(lease, epoch, members[1], reading, bytes32(uint256(1)));
        vm.prank(members[1]);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.CommitmentWrong.selector, copied, own));
        services.reveal(lease, epoch, 1, reading, bytes32(uint256(1)));
    }

    // ---- conclude

    function test_theMedianCountsAndOutliersLoseBond() public {
        Reading[] memory readings = new Reading[](5);
        readings[0] = _reading(999_900, 41_000);
        readings[1] = _reading(950_000, 900_000);
        readings[2] = _reading(999_000, 40_000);
        readings[3] = _reading(20, 42_000);
        readings[4] = _reading(998_000, 43_000);
        (uint64 epoch, address[] memory members) = _summonCheckingBonds(readings);
        Reading memory result = services.sessionOf(lease, epoch).reading;
        vm.assertEq(result.availability, 998_000);
        vm.assertEq(result.latency, 42_000);
        vm.assertEq(result.throughput, UNMEASURED);
        vm.assertEq(result.durability, UNMEASURED_RATIO);
        _assertOutcome(epoch, IServiceLevels.Outcome.Measured);
        vm.assertEq(token.balanceOf(SINK), 2 * uint256(OUTLIER_SLASH));
        for (uint256 i = 0; i < 5; ++i) {
            vm.assertEq(auditors.memberOf(members[i]).locks, 0);
        }
        vm.expectRevert(
            abi.encodeWithSelector(IServiceLevels.WrongOutcome.selector, IServiceLevels.Outcome.Measured)
        );
        services.conclude(lease, epoch);
    }

    function test_aQuorumCountsAndTheSilentLoseBond() public {
        (uint64 epoch, address[] memory members) = _measure(_same(_reading(990_000, 40_000), 3));
        _assertOutcome(epoch, IServiceLevels.Outcome.Measured);
        vm.assertEq(services.sessionOf(lease, epoch).reading.availability, 990_000);
        vm.assertEq(token.balanceOf(SINK), 2 * uint256(SILENCE_SLASH));
        vm.assertEq(auditors.memberOf(members[4]).locks, 0);
    }

    function test_withoutAQuorumTheEpochIsUnmeasured() public {
        (uint64 epoch,) = _measure(_same(_reading(1, 1), 2));
        _assertOutcome(epoch, IServiceLevels.Outcome.Unmeasured);
        vm.expectRevert(
            abi.encodeWithSelector(IServiceLevels.WrongOutcome.selector, IServiceLevels.Outcome.Unmeasured)
        );
        services.claim(lease, epoch, _terms(schedule));
    }

    function test_allSilentLoseBondAndAreFreeByTimeAlone() public {
        (uint64 epoch, address[] memory members) = _summon();
        uint256 from = _endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + 1;
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooEarly.selector, from, from - 1));
        services.conclude(lease, epoch);
        vm.warp(from);
        vm.prank(stranger);
        services.conclude(lease, epoch);
        _assertOutcome(epoch, IServiceLevels.Outcome.Unmeasured);
        vm.assertEq(token.balanceOf(SINK), COMMITTEE * SILENCE_SLASH);
        for (uint256 i = 0; i < members.length; ++i) {
            vm.assertEq(auditors.memberOf(members[i]).locks, 0);
        }
    }

    function test_aRetiredJudgeLetsMembersGoUnharmed() public {
        (uint64 epoch, address[] memory members) = _summon();
        _asTimelock(address(auditors), abi.encodeCall(auditors.setJudge, (address(services), false)));
        vm.warp(_endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + 1);
        services.conclude(lease, epoch);
        vm.assertEq(token.balanceOf(SINK), 0);
        vm.assertEq(auditors.memberOf(members[0]).locks, 0);
    }

    /// @dev Of two, nobody knows which is right, and the better value counts.
    function test_twoThatDisagreeLoseNothing() public {
        _asTimelock(address(parameters), abi.encodeCall(parameters.set, (ParameterKeys.COMMITTEE_SIZE, 2)));
        Reading[] memory readings = new Reading[](2);
        readings[0] = _reading(1_000_000, 1_000_000);
        readings[1] = _reading(10, 10);
        (uint64 epoch,) = _measure(readings);
        Reading memory result = services.sessionOf(lease, epoch).reading;
        vm.assertEq(result.availability, 1_000_000);
        vm.assertEq(result.latency, 10);
        vm.assertEq(token.balanceOf(SINK), 0);
    }

    /// @dev Half of the committee or fewer can neither cause nor prevent a breach that the others saw.
    function testFuzz_lessThanHalfCannotMoveTheMedian(uint32[2] memory availability, uint64[2] memory latency) public {
        Reading[] memory readings = _same(_reading(990_000, 40_000), 5);
        for (uint256 i = 0; i < 2; ++i) {
            readings[i] = _reading(uint32(bound(availability[i], 0, 1_000_000)), latency[i]);
        }
        (uint64 epoch,) = _measure(readings);
        Reading memory result = services.sessionOf(lease, epoch).reading;
        vm.assertEq(result.availability, 990_000);
        vm.assertEq(result.latency, 40_000);
    }

    // ---- submitReading

    function test_whereAuditorsFellSilentCoSignedReadingsCount() public {
        (uint64 epoch,) = _summon();
        vm.warp(_endOf(epoch));
        Reading memory reading = _reading(980_000, 40_000);
        bytes32 hash = services.readingHash(lease, epoch, reading);
        bytes memory byProvider = _sign(PROVIDER_KEY, hash);
        bytes memory byPayer = _sign(PAYER_KEY, hash);
        vm.expectRevert(
            abi.encodeWithSelector(IServiceLevels.WrongOutcome.selector, IServiceLevels.Outcome.Summoned)
        );
        services.submitReading(lease, epoch, reading, byProvider, byPayer);
        vm.warp(_endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + 1);
        services.conclude(lease, epoch);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.BadSignature.selector, provider));
        services.submitReading(lease, epoch, reading, byPayer, byPayer);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.BadSignature.selector, payer));
        services.submitReading(lease, epoch, reading, byProvider, byProvider);
        services.submitReading(lease, epoch, reading, byProvider, byPayer);
        _assertOutcome(epoch, IServiceLevels.Outcome.CoSigned);
        vm.assertEq(services.claim(lease, epoch, _terms(schedule)), INTERVAL_COST / 4);
    }

    function test_whereNobodyWasSummonedCoSignedReadingsCount() public {
        uint64 epoch = services.currentEpoch();
        vm.warp(_endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + CLAIM_WINDOW);
        _coSign(epoch, _reading(980_000, 40_000));
        services.claim(lease, epoch, _terms(schedule));
    }

    function test_coSignedReadingsComeTooLate() public {
        uint64 epoch = services.currentEpoch();
        uint256 until = _endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + CLAIM_WINDOW;
        vm.warp(until + 1);
        Reading memory reading = _reading(980_000, 40_000);
        bytes memory signature = _sign(PROVIDER_KEY, services.readingHash(lease, epoch, reading));
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooLate.selector, until, until + 1));
        services.submitReading(lease, epoch, reading, signature, signature);
        // Nor before the epoch is over.
        epoch = services.currentEpoch();
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooEarly.selector, _endOf(epoch), block.timestamp));
        services.submitReading(lease, epoch, reading, signature, signature);
    }

    // ---- claim

    function test_aBreachCostsWhatTheScheduleSaysOnce() public {
        // 981,000 of 999,000 ppm: 18,018 ppm short, the second step; 60 of 50 ms: 200,000 ppm, all of it.
        (uint64 epoch,) = _measure(_same(_reading(981_000, 50_000), 5));
        ServiceTerms memory other = _terms(schedule);
        other.objectives[0].target = 999_999;
        bytes32 right = services.sloOf(lease);
        vm.expectRevert(
            abi.encodeWithSelector(IServiceLevels.TermsMismatch.selector, right, keccak256(abi.encode(other)))
        );
        services.claim(lease, epoch, other);
        vm.expectEmit();
        emit IServiceLevels.PenaltyClaimed(lease, epoch, 2500, INTERVAL_COST / 4);
        vm.prank(stranger);
        services.claim(lease, epoch, _terms(schedule));
        vm.assertEq(market.compensated(lease) / RATE, INTERVAL_COST / 4);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.AlreadyClaimed.selector, lease, epoch));
        services.claim(lease, epoch, _terms(schedule));
    }

    function test_breachesAddUpToTheWholeAtMost() public {
        (uint64 epoch,) = _measure(_same(_reading(981_000, 60_000), 5));
        vm.assertEq(services.claim(lease, epoch, _terms(schedule)), INTERVAL_COST);
    }

    function test_whatWasNotPaidYetIsTakenFromWhatIsPaidLater() public {
        lease = _enrolledUnpaid(9);
        (uint64 epoch,) = _measure(_same(_reading(981_000, 60_000), 5));
        vm.assertEq(services.claim(lease, epoch, _terms(schedule)), INTERVAL_COST);
        vm.assertEq(services.owed(lease), INTERVAL_COST);
        _settle(lease, 1000);
        vm.expectEmit();
        emit IServiceLevels.PenaltyCollected(lease, 1000, INTERVAL_COST - 1000);
        vm.prank(stranger);
        services.collect(lease);
        _settle(lease, PAID);
        vm.assertEq(services.collect(lease), INTERVAL_COST - 1000);
        vm.assertEq(services.collect(lease), 0);
        vm.assertEq(services.owed(lease), 0);
        vm.assertEq(market.compensated(lease) / RATE, INTERVAL_COST);
    }

    function test_metObjectivesCostNothing() public {
        (uint64 epoch,) = _measure(_same(_reading(999_000, 50_000), 5));
        vm.assertEq(services.claim(lease, epoch, _terms(schedule)), 0);
        vm.assertEq(services.owed(lease), 0);
    }

    function test_whatNobodyMeasuredCostsNothing() public {
        (uint64 epoch,) = _measure(_same(_reading(UNMEASURED_RATIO, UNMEASURED), 5));
        vm.assertEq(services.claim(lease, epoch, _terms(schedule)), 0);
        vm.assertEq(token.balanceOf(SINK), 0);
    }

    function test_claimsComeTooLate() public {
        (uint64 epoch,) = _measure(_same(_reading(1, 1), 5));
        uint256 until = _endOf(epoch) + COMMIT_WINDOW + REVEAL_WINDOW + CLAIM_WINDOW;
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IServiceLevels.TooLate.selector, until, until + 1));
        services.claim(lease, epoch, _terms(schedule));
    }

    function test_noScheduleTakesMoreThanTheEpochCost() public {
        ServiceTerms memory terms = _terms(new Greedy());
        lease = _enrolled(9, terms);
        (uint64 epoch,) = _measure(_same(_reading(998_999, 50_001), 5));
        vm.assertEq(services.claim(lease, epoch, terms), INTERVAL_COST);
    }

    function testFuzz_penaltiesNeverPassTheEpochsCost(uint32 availability, uint64 latency) public {
        availability = uint32(bound(availability, 0, 1_000_000));
        (uint64 epoch,) = _measure(_same(_reading(availability, latency), 5));
        uint128 amount = services.claim(lease, epoch, _terms(schedule));
        vm.assertLe(amount, services.epochCost(lease));
        bool met = availability >= 999_000 && (latency <= 50_000 || latency == UNMEASURED);
        // A miss too small to be a millionth of the target costs nothing.
        if (met) vm.assertEq(amount, 0);
        if (availability < 999_000) vm.assertTrue(amount > 0);
    }

    // ---- policies

    function test_schedulesMustRise() public {
        SteppedPenalty.Step[] memory steps = _steps();
        steps[1].shortfall = steps[0].shortfall;
        vm.expectRevert(abi.encodeWithSelector(SteppedPenalty.StepsWrong.selector, 1));
        new SteppedPenalty(steps);
        steps = _steps();
        steps[2].basisPoints = 10_001;
        vm.expectRevert(abi.encodeWithSelector(SteppedPenalty.StepsWrong.selector, 2));
        new SteppedPenalty(steps);
        vm.expectRevert(abi.encodeWithSelector(SteppedPenalty.StepsWrong.selector, 0));
        new SteppedPenalty(new SteppedPenalty.Step[](0));
        vm.expectRevert(abi.encodeWithSelector(SteppedPenalty.StepsWrong.selector, 17));
        new SteppedPenalty(new SteppedPenalty.Step[](17));
        vm.assertEq(schedule.steps().length, 3);
    }

    function testFuzz_penaltiesRiseWithTheShortfall(uint256 less, uint256 more) public view {
        less = bound(less, 0, 2_000_000);
        more = bound(more, less, 2_000_000);
        uint256 small = schedule.penalty(Indicator.Availability, less);
        vm.assertLe(small, schedule.penalty(Indicator.Latency, more));
        vm.assertEq(schedule.penalty(Indicator.Latency, 9_999), 1000);
        vm.assertEq(schedule.penalty(Indicator.Latency, 10_000), 2500);
        vm.assertEq(schedule.penalty(Indicator.Latency, 0), 0);
    }

    function _summonCheckingBonds(Reading[] memory readings)
        private
        returns (uint64 epoch, address[] memory members)
    {
        uint256 bonded = auditors.totalBonded();
        (epoch, members) = _measure(readings);
        vm.assertEq(auditors.totalBonded() + token.balanceOf(SINK), bonded);
        vm.assertEq(auditors.totalBonded(), token.balanceOf(address(auditors)));
    }


}

/// @dev The vectors that Java checks too.
contract ServiceVectorsTest is ServiceFixture {
    function test_hashesAsTheVectors() public view {
        string memory file = vm.readFile("test/vectors/service.json");
        ServiceTerms memory terms;
        terms.document = vm.parseJsonBytes32(file, ".terms.document");
        terms.schedule = IPenaltySchedule(vm.parseJsonAddress(file, ".terms.schedule"));
        terms.objectives = new Objective[](3);
        for (uint256 i = 0; i < 3; ++i) {
            string memory entry = string.concat(".terms.objectives[", vm.toString(i), "]");
            terms.objectives[i] = Objective(
                Indicator(vm.parseJsonUint(file, string.concat(entry, ".indicator"))),
                uint64(vm.parseJsonUint(file, string.concat(entry, ".target")))
            );
        }
        vm.assertEq(keccak256(abi.encode(terms)), vm.parseJsonBytes32(file, ".slo"));
        Reading memory reading = Reading({
            availability: uint32(vm.parseJsonUint(file, ".reading.availability")),
            latency: uint64(vm.parseJsonUint(file, ".reading.latency")),
            throughput: uint64(vm.parseJsonUint(file, ".reading.throughput")),
            durability: uint32(vm.parseJsonUint(file, ".reading.durability")),
            startTime: uint64(vm.parseJsonUint(file, ".reading.startTime"))
        });
        LeaseId named = LeaseId.wrap(vm.parseJsonBytes32(file, ".lease"));
        uint64 epoch = uint64(vm.parseJsonUint(file, ".epoch"));
        vm.assertEq(services.readingHash(named, epoch, reading), vm.parseJsonBytes32(file, ".structHash"));
        vm.assertEq(
            services.commitmentOf(
                named, epoch, vm.parseJsonAddress(file, ".member"), reading, vm.parseJsonBytes32(file, ".salt")
            ),
            vm.parseJsonBytes32(file, ".commitment")
        );
    }
}
