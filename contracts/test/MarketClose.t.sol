// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture, SmartAccount} from "./Fixture.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {CloseReason, LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {CloseConsent, Offer, Order, Quote, Voucher} from "../src/types/Messages.sol";

/// @dev closeCooperative, requestClose, finalizeClose, closeExhausted, timeOutStart.
contract MarketCloseTest is Fixture {
    uint8 private constant COMPLETED = uint8(CloseReason.Completed);

    // ---- closeCooperative

    function test_closesAtOnceWithThePayersConsent() public {
        LeaseId lease = _active();
        _settle(lease, 100);
        (CloseConsent memory consent, bytes memory signature) = _consent(lease, 300, COMPLETED, PAYER_KEY);
        bytes32 digest = market.digestOf(hasher.consent(consent));
        vm.expectEmit();
        emit IMarket.LeaseClosed(lease, CloseReason.Completed, 300, DEPOSIT - 300, digest);
        vm.prank(provider);
        market.closeCooperative(consent, signature);
        _assertSettled(lease, CloseReason.Completed, 300);
    }

    function test_closesAtOnceWithTheProvidersConsent() public {
        LeaseId lease = _open();
        (CloseConsent memory consent, bytes memory signature) =
            _consent(lease, 0, uint8(CloseReason.ConsumerClosed), PROVIDER_KEY);
        vm.prank(payer);
        market.closeCooperative(consent, signature);
        _assertSettled(lease, CloseReason.ConsumerClosed, 0);
    }

    function test_rejectsAConsentOfOneself() public {
        LeaseId lease = _active();
        (CloseConsent memory consent, bytes memory signature) = _consent(lease, 1, COMPLETED, PROVIDER_KEY);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BadSignature.selector, payer));
        market.closeCooperative(consent, signature);
    }

    function test_rejectsAConsentShownByAStranger() public {
        LeaseId lease = _active();
        (CloseConsent memory consent, bytes memory signature) = _consent(lease, 1, COMPLETED, PAYER_KEY);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotParty.selector, lease, stranger));
        market.closeCooperative(consent, signature);
    }

    function test_rejectsAConsentBelowWhatWasPaidOrAboveTheDeposit() public {
        LeaseId lease = _active();
        _settle(lease, 100);
        (CloseConsent memory consent, bytes memory signature) = _consent(lease, 99, COMPLETED, PAYER_KEY);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.VoucherStale.selector, 100, 99));
        market.closeCooperative(consent, signature);
        (consent, signature) = _consent(lease, DEPOSIT + 1, COMPLETED, PAYER_KEY);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.AmountAboveDeposit.selector, DEPOSIT, DEPOSIT + 1));
        market.closeCooperative(consent, signature);
    }

    function test_rejectsReasonsThatConsentCannotGive() public {
        LeaseId lease = _active();
        uint8[3] memory reasons = [uint8(CloseReason.None), uint8(CloseReason.StartTimeout), 11];
        for (uint256 i = 0; i < reasons.length; ++i) {
            (CloseConsent memory consent, bytes memory signature) = _consent(lease, 1, reasons[i], PAYER_KEY);
            vm.prank(provider);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IMarket.ReasonNotAllowed.selector, reasons[i] == 4 ? CloseReason.StartTimeout : CloseReason.None
                )
            );
            market.closeCooperative(consent, signature);
        }
    }

    function test_closesOnlyOnce() public {
        LeaseId lease = _active();
        (CloseConsent memory consent, bytes memory signature) = _consent(lease, 1, COMPLETED, PAYER_KEY);
        vm.prank(provider);
        market.closeCooperative(consent, signature);
        bytes memory settled = abi.encodeWithSelector(IMarket.LeaseInStatus.selector, lease, LeaseStatus.Settled);
        vm.prank(provider);
        vm.expectRevert(settled);
        market.closeCooperative(consent, signature);
        (Voucher memory voucher, bytes memory signed) = _voucher(lease, 200);
        vm.expectRevert(settled);
        market.settle(voucher, signed);
        vm.expectRevert(settled);
        market.finalizeClose(lease);
        vm.expectRevert(settled);
        market.topUp(lease, 1);
        vm.expectRevert(settled);
        market.requestClose(lease, CloseReason.ConsumerClosed, 0);
        vm.expectRevert(settled);
        market.closeExhausted(lease);
    }

    function testFuzz_splitsTheWholeEscrow(uint256 paid, uint256 finalAmount) public {
        LeaseId lease = _active();
        paid = bound(paid, 1, DEPOSIT);
        finalAmount = bound(finalAmount, paid, DEPOSIT);
        _settle(lease, uint128(paid));
        (CloseConsent memory consent, bytes memory signature) =
            _consent(lease, uint128(finalAmount), COMPLETED, PAYER_KEY);
        vm.prank(provider);
        market.closeCooperative(consent, signature);
        _assertSettled(lease, CloseReason.Completed, finalAmount);
    }

    // ---- requestClose and finalizeClose

    function test_noticeEndsTheLeaseAndTheLastVoucherStands() public {
        LeaseId lease = _active();
        vm.expectEmit();
        emit IMarket.LeaseCloseRequested(
            lease, payer, CloseReason.SloBreached, uint40(START + NOTICE), keccak256("evidence")
        );
        vm.prank(payer);
        market.requestClose(lease, CloseReason.SloBreached, keccak256("evidence"));
        _assertStatus(lease, LeaseStatus.Active);
        vm.warp(START + NOTICE);
        _assertStatus(lease, LeaseStatus.Closed);
        _settle(lease, 500);
        vm.warp(START + NOTICE + CHALLENGE_WINDOW - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarket.TooEarly.selector, START + NOTICE + CHALLENGE_WINDOW, START + NOTICE + CHALLENGE_WINDOW - 1
            )
        );
        market.finalizeClose(lease);
        vm.warp(START + NOTICE + CHALLENGE_WINDOW);
        vm.expectEmit();
        emit IMarket.LeaseClosed(lease, CloseReason.SloBreached, 500, DEPOSIT - 500, keccak256("evidence"));
        vm.prank(stranger);
        market.finalizeClose(lease);
        _assertSettled(lease, CloseReason.SloBreached, 500);
    }

    function test_noticeNeverLengthensALease() public {
        LeaseId lease = _active();
        vm.warp(START + DURATION - 1);
        vm.prank(provider);
        market.requestClose(lease, CloseReason.ProviderClosed, 0);
        vm.assertEq(market.leaseOf(lease).endsAt, START + DURATION);
    }

    function test_eachPartyHasItsReasons() public {
        LeaseId lease = _active();
        for (uint8 i = 0; i <= uint8(type(CloseReason).max); ++i) {
            CloseReason reason = CloseReason(i);
            bool ofPayer = reason == CloseReason.ConsumerClosed || reason == CloseReason.ProviderLost
                || reason == CloseReason.SloBreached || reason == CloseReason.PolicyViolated;
            bool ofProvider = reason == CloseReason.ProviderClosed || reason == CloseReason.Preempted
                || reason == CloseReason.PolicyViolated;
            _tryClose(_openNumbered(i), payer, reason, ofPayer);
            _tryClose(_openNumbered(100 + i), provider, reason, ofProvider);
        }
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotParty.selector, lease, stranger));
        market.requestClose(lease, CloseReason.ConsumerClosed, 0);
    }

    function test_rejectsASecondNoticeAndALateOne() public {
        LeaseId lease = _active();
        vm.prank(payer);
        market.requestClose(lease, CloseReason.ConsumerClosed, 0);
        vm.prank(provider);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.CloseAlreadyRequested.selector, lease, CloseReason.ConsumerClosed)
        );
        market.requestClose(lease, CloseReason.ProviderClosed, 0);
        vm.warp(START + NOTICE);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseOver.selector, lease, START + NOTICE));
        market.requestClose(lease, CloseReason.ProviderClosed, 0);
    }

    function test_expiryEndsALeaseInAnyState() public {
        LeaseId open = _openNumbered(1);
        LeaseId active = _openNumbered(2);
        _activate(active);
        LeaseId paused = _paused();
        vm.warp(START + DURATION + CHALLENGE_WINDOW);
        vm.expectEmit();
        emit IMarket.LeaseClosed(open, CloseReason.Expired, 0, DEPOSIT, 0);
        market.finalizeClose(open);
        market.finalizeClose(active);
        market.finalizeClose(paused);
        vm.assertEq(registry.provider(provider).activeLeases, 0);
        vm.assertEq(_balance(payer) + _balance(provider), 3 * uint256(DEPOSIT));
    }

    function test_rejectsFinalizingWhatNeverOpened() public {
        LeaseId none = LeaseId.wrap(0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, none, LeaseStatus.None));
        market.finalizeClose(none);
    }

    // ---- closeExhausted

    function test_endsAPausedLeaseAfterGrace() public {
        LeaseId lease = _paused();
        uint256 paid = DEPOSIT - INTERVAL_COST + 1;
        vm.warp(START + GRACE_WINDOW - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.TooEarly.selector, START + GRACE_WINDOW, START + GRACE_WINDOW - 1)
        );
        market.closeExhausted(lease);
        vm.warp(START + GRACE_WINDOW);
        vm.prank(stranger);
        market.closeExhausted(lease);
        _assertSettled(lease, CloseReason.FundsExhausted, paid);
    }

    function test_doesNotExhaustARunningLease() public {
        LeaseId lease = _active();
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, lease, LeaseStatus.Active));
        market.closeExhausted(lease);
    }

    // ---- timeOutStart

    function test_refundsAndPenalizesWhenServiceDoesNotStart() public {
        Quote memory quote = _quote(_offer(), _order());
        LeaseId lease = _open();
        vm.warp(START + START_WINDOW + 1);
        vm.expectEmit();
        emit IMarket.LeaseClosed(lease, CloseReason.StartTimeout, 0, DEPOSIT, 0);
        vm.prank(stranger);
        market.timeOutStart(_order(), quote);
        _assertSettled(lease, CloseReason.StartTimeout, 0);
        vm.assertEq(registry.provider(provider).stake, STAKE - START_PENALTY);
        vm.assertEq(registry.insurancePool(), START_PENALTY);
    }

    function test_theOrderOpensAgainWithAFallback() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        _submit(offer, order, quote);
        vm.warp(START + START_WINDOW + 1);
        market.timeOutStart(order, quote);
        bytes memory byPayer = _sign(PAYER_KEY, hasher.order(order));
        bytes memory byProvider = _sign(PROVIDER_KEY, hasher.quote(quote));
        LeaseId old = _leaseOf(quote);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, old, LeaseStatus.Settled));
        market.openLease(offer, order, byPayer, quote, byProvider);
        quote.reservedUntil += 1;
        LeaseId second = _submit(offer, order, quote);
        _assertStatus(second, LeaseStatus.Open);
        vm.assertEq(_balance(payer), 0);
        vm.assertEq(usd.balanceOf(address(market)), DEPOSIT);
    }

    function test_rejectsATimeOutBeforeTheDeadlineOrAfterTheStart() public {
        Quote memory quote = _quote(_offer(), _order());
        LeaseId lease = _open();
        vm.warp(START + START_WINDOW);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.TooEarly.selector, START + START_WINDOW + 1, START + START_WINDOW)
        );
        market.timeOutStart(_order(), quote);
        _activate(lease);
        vm.warp(START + START_WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LeaseInStatus.selector, lease, LeaseStatus.Active));
        market.timeOutStart(_order(), quote);
    }

    function test_leavesStillEndWhenTheMarketIsRetired() public {
        LeaseId lease = _active();
        LeaseId late = _openNumbered(7);
        Order memory order = _order();
        order.nonce = 1007;
        Quote memory quote = _quote(_offer(), order);
        _asTimelock(address(registry), abi.encodeCall(registry.setSlasher, (address(market), false)));
        vm.warp(START + DURATION + CHALLENGE_WINDOW);
        market.finalizeClose(lease);
        market.timeOutStart(order, quote);
        _assertStatus(late, LeaseStatus.Settled);
        vm.assertEq(registry.provider(provider).stake, STAKE);
    }

    function _tryClose(LeaseId lease, address by, CloseReason reason, bool allowed) private {
        vm.prank(by);
        if (!allowed) vm.expectRevert(abi.encodeWithSelector(IMarket.ReasonNotAllowed.selector, reason));
        market.requestClose(lease, reason, 0);
    }

    function _assertSettled(LeaseId lease, CloseReason reason, uint256 paid) private view {
        _assertStatus(lease, LeaseStatus.Settled);
        vm.assertEq(uint256(market.leaseOf(lease).reason), uint256(reason));
        vm.assertEq(market.escrowOf(lease), 0);
        vm.assertEq(_balance(provider), paid);
        vm.assertEq(_balance(payer), DEPOSIT - paid);
        vm.assertEq(registry.provider(provider).activeLeases, 0);
    }
}
