// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Fixture} from "./Fixture.sol";
import {MiniTest} from "./MiniTest.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {CloseReason, Lease, LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {CloseConsent, Offer, Order, Quote, Voucher} from "../src/types/Messages.sol";

/// @dev Everything that parties may do, in any order, at any time. Each step that the market refuses is caught, so that
/// a refusal never hides what came before.
contract MarketHandler is Fixture {
    uint256 private constant MAX_LEASES = 64;

    LeaseId[] public leases;
    mapping(LeaseId => Quote) private _quotes;
    mapping(LeaseId => Order) private _orders;
    /// The largest voucher that was accepted: a second book.
    mapping(LeaseId => uint256) public highestVoucher;
    bool public cumulativeFell;
    uint64 private _count;

    function leaseCount() external view returns (uint256) {
        return leases.length;
    }

    function open(uint256 amount, uint256 duration) external {
        if (leases.length >= MAX_LEASES) return;
        Order memory order = _order();
        order.nonce = ++_count;
        order.deposit = uint128(bound(amount, 0, 20e6));
        order.duration = uint32(bound(duration, 60, 2000));
        order.validUntil = type(uint64).max;
        Quote memory quote = _quote(_lasting(), order);
        quote.reservedUntil = type(uint64).max;
        bytes memory byPayer = _sign(PAYER_KEY, hasher.order(order));
        bytes memory byProvider = _sign(PROVIDER_KEY, hasher.quote(quote));
        try market.openLease(_lasting(), order, byPayer, quote, byProvider) returns (LeaseId lease) {
            leases.push(lease);
            _quotes[lease] = quote;
            _orders[lease] = order;
        } catch {}
    }

    function activate(uint256 which) external {
        vm.prank(provider);
        try market.activate(_pick(which), 0) {} catch {}
    }

    function settle(uint256 which, uint256 amount) external {
        LeaseId lease = _pick(which);
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, uint128(bound(amount, 0, 30e6)));
        uint256 before = market.leaseOf(lease).paid;
        try market.settle(voucher, signature) {
            if (voucher.cumulative > highestVoucher[lease]) highestVoucher[lease] = voucher.cumulative;
        } catch {}
        if (market.leaseOf(lease).paid < before) cumulativeFell = true;
    }

    function settleBatch(uint256 which, uint256[3] calldata amounts) external {
        Voucher[] memory vouchers = new Voucher[](3);
        bytes[] memory signatures = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            (vouchers[i], signatures[i]) = _voucher(_pick(which % 1000 + i), uint128(bound(amounts[i], 0, 30e6)));
        }
        market.settleBatch(vouchers, signatures);
    }

    function settlePacked(uint256 which, uint256[3] calldata amounts) external {
        bytes memory packed;
        uint256 before;
        for (uint256 i = 0; i < 3; ++i) {
            LeaseId lease = _pick(which % 1000 + i);
            packed = bytes.concat(packed, _packed(lease, uint96(bound(amounts[i], 0, 30e6))));
            before += market.leaseOf(lease).paid;
        }
        market.settlePacked(packed);
        for (uint256 i = 0; i < 3; ++i) {
            before -= Math.min(before, market.leaseOf(_pick(which % 1000 + i)).paid);
        }
        if (before > 0) cumulativeFell = true;
    }

    function rebate(uint256 which, uint256 amount) external {
        vm.prank(address(audits));
        market.rebate(_pick(which), uint128(bound(amount, 0, 20e6)), 0);
    }

    function pause(uint256 which) external {
        vm.prank(provider);
        try market.pause(_pick(which)) {} catch {}
    }

    function topUp(uint256 which, uint256 amount) external {
        vm.prank(payer);
        try market.topUp(_pick(which), uint128(bound(amount, 0, 5e6))) {} catch {}
    }

    function closeCooperative(uint256 which, uint256 amount) external {
        (CloseConsent memory consent, bytes memory signature) =
            _consent(_pick(which), uint128(bound(amount, 0, 30e6)), 1, PAYER_KEY);
        vm.prank(provider);
        try market.closeCooperative(consent, signature) {} catch {}
    }

    function requestClose(uint256 which, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        CloseReason reason = byPayer ? CloseReason.ConsumerClosed : CloseReason.ProviderClosed;
        try market.requestClose(_pick(which), reason, bytes32(which)) {} catch {}
    }

    function finalizeClose(uint256 which) external {
        try market.finalizeClose(_pick(which)) {} catch {}
    }

    function closeExhausted(uint256 which) external {
        try market.closeExhausted(_pick(which)) {} catch {}
    }

    function timeOutStart(uint256 which) external {
        LeaseId lease = _pick(which);
        try market.timeOutStart(_orders[lease], _quotes[lease]) {} catch {}
    }

    function deposit(uint256 amount) external {
        vm.prank(payer);
        try market.deposit(address(usd), bound(amount, 0, 50e6)) {} catch {}
    }

    function withdraw(uint256 amount, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        try market.withdraw(address(usd), bound(amount, 0, 50e6)) {} catch {}
    }

    function unbond(uint256 amount) external {
        vm.prank(provider);
        try registry.requestUnbond(uint96(bound(amount, 0, STAKE))) {} catch {}
    }

    function withdrawStake() external {
        vm.prank(provider);
        try registry.withdraw() {} catch {}
    }

    function slash(uint256 amount, uint256 cap) external {
        vm.prank(address(audits));
        registry.slash(
            provider,
            bound(amount, 0, 200e18),
            IProviderRegistry.SlashSplit(payer, bound(cap, 0, 50e18), auditor, AUDITOR_FEE),
            0
        );
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 400));
    }

    // ---- what must hold

    function checkMarketHoldsWhatItOwes() external view {
        uint256 owed = _balance(payer) + _balance(provider);
        for (uint256 i = 0; i < leases.length; ++i) {
            owed += market.escrowOf(leases[i]);
        }
        vm.assertEq(usd.balanceOf(address(market)), owed, "escrows + balances = tokens held");
    }

    function checkRegistryHoldsWhatItOwes() external view {
        IProviderRegistry.ProviderView memory entry = registry.provider(provider);
        vm.assertEq(registry.totalBonded(), uint256(entry.stake) + entry.unbonding, "bonded = stake + unbonding");
        vm.assertEq(
            token.balanceOf(address(registry)),
            registry.totalBonded() + registry.insurancePool(),
            "stake + insurance = tokens held"
        );
    }

    function checkNobodyIsPaidTwice() external view {
        vm.assertFalse(cumulativeFell);
        uint256 paid;
        uint256 givenBack;
        uint256 live;
        for (uint256 i = 0; i < leases.length; ++i) {
            Lease memory lease = market.leaseOf(leases[i]);
            vm.assertLe(lease.paid, lease.deposit, "paid <= deposit and top-ups");
            vm.assertGe(lease.paid, highestVoucher[leases[i]], "the largest voucher stands");
            vm.assertLe(market.compensated(leases[i]), lease.paid * uint256(RATE), "given back <= paid");
            givenBack += market.compensated(leases[i]) / RATE;
            paid += lease.paid;
            if (lease.status != LeaseStatus.Settled) ++live;
        }
        uint256 got = _balance(provider) + usd.balanceOf(provider);
        vm.assertLe(got, paid, "provider got each lease's amount once");
        vm.assertGe(got + givenBack, paid, "or the payer has it back");
        vm.assertEq(registry.provider(provider).activeLeases, live, "one obligation a lease");
    }

    function checkEveryLeaseEndsByTimeAlone() external {
        vm.warp(block.timestamp + 10_000);
        for (uint256 i = 0; i < leases.length; ++i) {
            if (market.leaseOf(leases[i]).status != LeaseStatus.Settled) market.finalizeClose(leases[i]);
        }
        vm.assertEq(registry.provider(provider).activeLeases, 0);
        uint256 owed = _balance(provider);
        if (owed > 0) {
            vm.prank(provider);
            market.withdraw(address(usd), owed);
        }
        owed = _balance(payer);
        if (owed > 0) {
            vm.prank(payer);
            market.withdraw(address(usd), owed);
        }
        vm.assertEq(usd.balanceOf(address(market)), 0, "everybody got out");
        vm.assertEq(usd.balanceOf(payer) + usd.balanceOf(provider), 1000e6);
    }

    function _pick(uint256 which) private view returns (LeaseId) {
        return leases.length == 0 ? LeaseId.wrap(0) : leases[which % leases.length];
    }

    function _lasting() private view returns (Offer memory offer) {
        offer = _offer();
        offer.validUntil = type(uint64).max;
        offer.capacity = type(uint128).max;
    }
}

contract MarketInvariantsTest is MiniTest {
    MarketHandler private handler;

    function setUp() public {
        handler = new MarketHandler();
        handler.setUp();
        targetContract(address(handler));
    }

    /// @dev Only steps, neither checks nor the fixture's own set-up.
    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory steps = new bytes4[](19);
        steps[0] = MarketHandler.open.selector;
        steps[1] = MarketHandler.activate.selector;
        steps[2] = MarketHandler.settle.selector;
        steps[3] = MarketHandler.settleBatch.selector;
        steps[4] = MarketHandler.pause.selector;
        steps[5] = MarketHandler.topUp.selector;
        steps[6] = MarketHandler.closeCooperative.selector;
        steps[7] = MarketHandler.requestClose.selector;
        steps[8] = MarketHandler.finalizeClose.selector;
        steps[9] = MarketHandler.closeExhausted.selector;
        steps[10] = MarketHandler.timeOutStart.selector;
        steps[11] = MarketHandler.deposit.selector;
        steps[12] = MarketHandler.withdraw.selector;
        steps[13] = MarketHandler.unbond.selector;
        steps[14] = MarketHandler.withdrawStake.selector;
        steps[15] = MarketHandler.slash.selector;
        steps[16] = MarketHandler.pass.selector;
        steps[17] = MarketHandler.settlePacked.selector;
        steps[18] = MarketHandler.rebate.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), steps);
    }

    function invariant_booksBalance() public view {
        handler.checkMarketHoldsWhatItOwes();
        handler.checkRegistryHoldsWhatItOwes();
        handler.checkNobodyIsPaidTwice();
    }

    function afterInvariant() public {
        handler.checkEveryLeaseEndsByTimeAlone();
    }

    /// @dev The handler must reach what it is meant to reach, or the invariants prove nothing.
    function test_handlerLeadsALeaseThroughItsLife() public {
        handler.open(5e6, 1000);
        handler.activate(0);
        handler.settle(0, 4e6);
        handler.rebate(0, 1e6);
        handler.settlePacked(0, [uint256(5e6), 3e6, 5e6]);
        handler.pause(0);
        handler.topUp(0, 1e6);
        handler.settle(0, 55e5);
        handler.requestClose(0, true);
        handler.open(5e6, 1000);
        handler.pass(400);
        handler.timeOutStart(1);
        handler.finalizeClose(0);
        handler.checkMarketHoldsWhatItOwes();
        handler.checkNobodyIsPaidTwice();
        handler.checkEveryLeaseEndsByTimeAlone();
    }
}
