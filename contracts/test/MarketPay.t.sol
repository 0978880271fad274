// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture, SmartAccount} from "./Fixture.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {Offer, Order, Quote, Voucher} from "../src/types/Messages.sol";

/// @dev activate, settle, settleBatch, pause, topUp.
contract MarketPayTest is Fixture {
    // ---- activate

    function test_activates() public {
        LeaseId lease = _open();
        vm.expectEmit();
        emit IMarket.LeaseActivated(lease, keccak256("workload"));
        _activate(lease);
        _assertStatus(lease, LeaseStatus.Active);
    }

    function test_activatesUpToTheDeadline() public {
        LeaseId lease = _open();
        vm.warp(START + START_WINDOW);
        _activate(lease);
        _assertStatus(lease, LeaseStatus.Active);
    }

    function test_rejectsALateStart() public {
        LeaseId lease = _open();
        vm.warp(START + START_WINDOW + 1);
        vm.prank(provider);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.TooLate.selector, START + START_WINDOW, START + START_WINDOW + 1)
        );
        market.activate(lease, 0);
    }

    function test_onlyTheProviderActivatesAndOnlyOnce() public {
        LeaseId lease = _open();
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotProvider.selector, lease, payer));
        market.activate(lease, 0);
        _activate(lease);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, lease, LeaseStatus.Active));
        market.activate(lease, 0);
    }

    // ---- settle

    function test_paysTheDifferenceToTheProvidersBalance() public {
        LeaseId lease = _active();
        _settle(lease, 100);
        vm.expectEmit();
        emit IMarket.VoucherSettled(lease, 250, 150, 1);
        _settle(lease, 250);
        vm.assertEq(_balance(provider), 250);
        vm.assertEq(market.escrowOf(lease), DEPOSIT - 250);
        vm.assertEq(market.leaseOf(lease).paid, 250);
    }

    function test_rejectsAReplayedVoucher() public {
        LeaseId lease = _active();
        _settle(lease, 100);
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, 100);
        vm.expectRevert(abi.encodeWithSelector(IMarket.VoucherStale.selector, 100, 100));
        market.settle(voucher, signature);
    }

    function test_rejectsAVoucherAboveTheDeposit() public {
        LeaseId lease = _active();
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, DEPOSIT + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.AmountAboveDeposit.selector, DEPOSIT, DEPOSIT + 1));
        market.settle(voucher, signature);
    }

    function test_rejectsAVoucherOfAnybodyElse() public {
        LeaseId lease = _active();
        (Voucher memory voucher,) = _voucher(lease, 100);
        bytes memory signature = _sign(PROVIDER_KEY, hasher.voucher(voucher));
        vm.expectRevert(abi.encodeWithSelector(IMarket.BadSignature.selector, payer));
        market.settle(voucher, signature);
    }

    function test_rejectsAVoucherBeforeTheStart() public {
        LeaseId lease = _open();
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, 100);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, lease, LeaseStatus.Open));
        market.settle(voucher, signature);
    }

    function test_acceptsAVoucherOfAContract() public {
        SmartAccount account = new SmartAccount(payer);
        _fund(address(account));
        Order memory order = _order();
        order.payer = address(account);
        LeaseId lease = _open(_offer(), order);
        _activate(lease);
        _settle(lease, 77);
        vm.assertEq(_balance(provider), 77);
    }

    function test_acceptsTheLastVoucherAfterTheEnd() public {
        LeaseId lease = _active();
        vm.warp(START + DURATION + CHALLENGE_WINDOW);
        _assertStatus(lease, LeaseStatus.Closed);
        _settle(lease, 100);
        vm.assertEq(_balance(provider), 100);
    }

    function testFuzz_neverPaysMoreThanTheLargestVoucher(uint256 first, uint256 second) public {
        LeaseId lease = _active();
        first = bound(first, 1, DEPOSIT);
        second = bound(second, 0, type(uint128).max);
        _settle(lease, uint128(first));
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, uint128(second));
        bool pays = second > first && second <= DEPOSIT;
        if (!pays) vm.expectRevert();
        market.settle(voucher, signature);
        vm.assertEq(_balance(provider), pays ? second : first);
        vm.assertEq(market.escrowOf(lease) + _balance(provider), DEPOSIT);
    }

    // ---- settleBatch

    function test_settlesManyAndSkipsWhatCannotBeSettled() public {
        Voucher[] memory vouchers = new Voucher[](6);
        bytes[] memory signatures = new bytes[](6);
        LeaseId[4] memory leases;
        for (uint256 i = 0; i < 4; ++i) {
            leases[i] = _openNumbered(i);
            if (i != 3) _activate(leases[i]);
        }
        (vouchers[0], signatures[0]) = _voucher(leases[0], 10);
        (vouchers[1], signatures[1]) = _voucher(leases[0], 10);
        (vouchers[2], signatures[2]) = _voucher(leases[1], DEPOSIT + 1);
        (vouchers[3], signatures[3]) = _voucher(leases[2], 30);
        signatures[3] = hex"00";
        (vouchers[4], signatures[4]) = _voucher(leases[3], 40);
        (vouchers[5], signatures[5]) = _voucher(leases[1], 50);
        vm.expectEmit();
        emit IMarket.VoucherSettled(leases[0], 10, 10, 1);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(leases[0], 10, IMarket.SkipReason.Stale);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(leases[1], DEPOSIT + 1, IMarket.SkipReason.AboveDeposit);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(leases[2], 30, IMarket.SkipReason.BadSignature);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(leases[3], 40, IMarket.SkipReason.LeaseNotPayable);

        market.settleBatch(vouchers, signatures);

        vm.assertEq(_balance(provider), 60);
    }

    // ---- settlePacked

    function test_settlesPackedAndSkipsWhatCannotBeSettled() public {
        LeaseId first = _openNumbered(1);
        LeaseId second = _openNumbered(2);
        LeaseId waiting = _openNumbered(3);
        _activate(first);
        _activate(second);
        bytes memory packed = bytes.concat(
            _packed(first, 10),
            _packed(first, 10),
            _packed(second, uint96(DEPOSIT + 1)),
            _packed(second, 20, PROVIDER_KEY),
            _packed(waiting, 30),
            _packed(second, 50)
        );
        vm.expectEmit();
        emit IMarket.VoucherSkipped(first, 10, IMarket.SkipReason.Stale);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(second, DEPOSIT + 1, IMarket.SkipReason.AboveDeposit);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(second, 20, IMarket.SkipReason.BadSignature);
        vm.expectEmit();
        emit IMarket.VoucherSkipped(waiting, 30, IMarket.SkipReason.LeaseNotPayable);
        bytes32[] memory settled = new bytes32[](4);
        settled[0] = LeaseId.unwrap(first);
        settled[1] = bytes32(abi.encodePacked(uint96(10), uint96(10), uint64(1)));
        settled[2] = LeaseId.unwrap(second);
        settled[3] = bytes32(abi.encodePacked(uint96(50), uint96(50), uint64(1)));
        vm.expectEmit();
        emit IMarket.VouchersSettled(settled);
        market.settlePacked(packed);
        vm.assertEq(_balance(provider), 60);
        vm.assertEq(uint256(market.leaseOf(second).paid), 50);
    }

    function testFuzz_packedPaysWhatABatchPays(uint256[5] memory amounts) public {
        LeaseId one = _openNumbered(1);
        LeaseId other = _openNumbered(2);
        _activate(one);
        _activate(other);
        Voucher[] memory vouchers = new Voucher[](5);
        bytes[] memory signatures = new bytes[](5);
        bytes memory packed;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 amount = bound(amounts[i], 0, DEPOSIT * 2);
            (vouchers[i], signatures[i]) = _voucher(one, uint128(amount));
            packed = bytes.concat(packed, _packed(other, uint96(amount)));
        }
        market.settleBatch(vouchers, signatures);
        market.settlePacked(packed);
        vm.assertEq(uint256(market.leaseOf(one).paid), uint256(market.leaseOf(other).paid));
        vm.assertEq(_balance(provider), 2 * uint256(market.leaseOf(one).paid));
    }

    function test_paysManyProvidersFromOnePack() public {
        LeaseId first = _openNumbered(1);
        _activate(first);
        uint256 otherKey = 0xB0B;
        _addProvider(vm.addr(otherKey));
        Offer memory offer = _offer();
        offer.provider = vm.addr(otherKey);
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        LeaseId second = market.openLease(
            offer, order, _sign(PAYER_KEY, hasher.order(order)), quote, _sign(otherKey, hasher.quote(quote))
        );
        vm.prank(offer.provider);
        market.activate(second, 0);
        market.settlePacked(bytes.concat(_packed(first, 10), _packed(second, 20), _packed(first, 15)));
        vm.assertEq(_balance(provider), 15);
        vm.assertEq(_balance(offer.provider), 20);
    }

    function test_rejectsAPackOfAnotherLength() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.PackedLength.selector, 0));
        market.settlePacked("");
        vm.expectRevert(abi.encodeWithSelector(IMarket.PackedLength.selector, 147));
        market.settlePacked(new bytes(147));
    }

    // ---- rebate

    function test_givesBackFromTheProvidersBalanceThenFromItsStake() public {
        LeaseId lease = _active();
        _settle(lease, 100);
        vm.prank(provider);
        market.withdraw(address(usd), 60);
        vm.prank(address(audits));
        uint128 granted = market.rebate(lease, 70, keccak256("breach"));
        vm.assertEq(granted, 70);
        vm.assertEq(_balance(payer), 40);
        vm.assertEq(_balance(provider), 0);
        vm.assertEq(token.balanceOf(payer), 30 * RATE);
        vm.assertEq(registry.provider(provider).stake, STAKE - 30 * RATE);
    }

    function test_neverGivesBackMoreThanWasPaid() public {
        LeaseId lease = _active();
        _settle(lease, 100);
        vm.startPrank(address(audits));
        vm.assertEq(market.rebate(lease, 80, 0), 80);
        market.recordCompensation(lease, 15 * RATE);
        vm.assertEq(market.rebate(lease, 80, 0), 5);
        vm.assertEq(market.rebate(lease, 80, 0), 0);
        vm.stopPrank();
        vm.assertEq(market.compensationCap(lease), 0);
        vm.assertEq(_balance(payer), 85);
    }

    function test_givesNothingBackBeforeItIsPaid() public {
        LeaseId lease = _active();
        vm.startPrank(address(audits));
        vm.assertEq(market.rebate(lease, 30, 0), 0);
        _settle(lease, 20);
        vm.assertEq(market.rebate(lease, 30, 0), 20);
        vm.stopPrank();
    }

    function test_onlyAJudgeGivesBack() public {
        LeaseId lease = _active();
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotJudge.selector, address(this)));
        market.rebate(lease, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotJudge.selector, address(this)));
        market.recordCompensation(lease, 1);
    }

    function test_rejectsABatchOfUnequalLengths() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.BatchMismatch.selector, 1, 2));
        market.settleBatch(new Voucher[](1), new bytes[](2));
    }

    function testFuzz_batchPaysWhatSinglesPay(uint256[5] memory amounts) public {
        LeaseId lease = _active();
        Voucher[] memory vouchers = new Voucher[](5);
        bytes[] memory signatures = new bytes[](5);
        uint256 highest = 0;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 amount = bound(amounts[i], 0, 2 * uint256(DEPOSIT));
            (vouchers[i], signatures[i]) = _voucher(lease, uint128(amount));
            if (amount <= DEPOSIT && amount > highest) highest = amount;
        }
        market.settleBatch(vouchers, signatures);
        vm.assertEq(_balance(provider), highest);
    }

    // ---- pause

    function test_pausesWhenLessThanAnIntervalIsLeft() public {
        LeaseId lease = _active();
        _settle(lease, DEPOSIT - INTERVAL_COST + 1);
        vm.expectEmit();
        emit IMarket.LeasePaused(lease, uint40(START + GRACE_WINDOW));
        vm.prank(provider);
        market.pause(lease);
        _assertStatus(lease, LeaseStatus.Paused);
        _settle(lease, DEPOSIT);
    }

    function test_rejectsAPauseWhileFundsSuffice() public {
        LeaseId lease = _active();
        _settle(lease, DEPOSIT - INTERVAL_COST);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.FundsSuffice.selector, INTERVAL_COST, INTERVAL_COST));
        market.pause(lease);
    }

    function test_onlyTheProviderPausesARunningLease() public {
        LeaseId lease = _open();
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotProvider.selector, lease, payer));
        market.pause(lease);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, lease, LeaseStatus.Open));
        market.pause(lease);
        _activate(lease);
        vm.warp(START + DURATION);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseOver.selector, lease, START + DURATION));
        market.pause(lease);
    }

    // ---- topUp

    function test_topUpResumesAPausedLease() public {
        LeaseId lease = _paused();
        vm.expectEmit();
        emit IMarket.LeaseToppedUp(lease, payer, INTERVAL_COST, DEPOSIT + INTERVAL_COST);
        vm.expectEmit();
        emit IMarket.LeaseResumed(lease);
        vm.prank(payer);
        market.topUp(lease, INTERVAL_COST);
        _assertStatus(lease, LeaseStatus.Active);
        vm.assertEq(market.escrowOf(lease), 2 * uint256(INTERVAL_COST) - 1);
    }

    function test_aTopUpBelowAnIntervalDoesNotResume() public {
        LeaseId lease = _active();
        _settle(lease, DEPOSIT);
        vm.prank(provider);
        market.pause(lease);
        vm.prank(payer);
        market.topUp(lease, INTERVAL_COST - 1);
        _assertStatus(lease, LeaseStatus.Paused);
    }

    function test_rejectsATopUpOfNothingOrOfNoLease() public {
        LeaseId lease = _active();
        vm.expectRevert(abi.encodeWithSelector(IBalances.ZeroAmount.selector));
        market.topUp(lease, 0);
        LeaseId none = LeaseId.wrap(keccak256("none"));
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, none, LeaseStatus.None));
        market.topUp(none, 1);
        vm.warp(START + DURATION);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseOver.selector, lease, START + DURATION));
        market.topUp(lease, 1);
    }

    function testFuzz_topUpGrowsTheEscrow(uint256 amount) public {
        LeaseId lease = _active();
        amount = bound(amount, 1, 900e6);
        vm.prank(payer);
        market.topUp(lease, uint128(amount));
        vm.assertEq(market.escrowOf(lease), DEPOSIT + amount);
        vm.assertEq(usd.balanceOf(address(market)), DEPOSIT + amount);
    }
}
