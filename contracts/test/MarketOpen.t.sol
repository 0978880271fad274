// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Fixture, SmartAccount} from "./Fixture.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {Lease, LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {Offer, Order, Quote} from "../src/types/Messages.sol";

contract MarketOpenTest is Fixture {
    uint256 private constant MAX_AMOUNT = type(uint88).max;

    function test_opensAndLocksTheDeposit() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        LeaseId id = _leaseOf(_quote(offer, order));
        _expectOpened(id, hasher.order(order), hasher.offer(offer));

        LeaseId lease = _open();

        vm.assertEq(LeaseId.unwrap(lease), LeaseId.unwrap(id));
        Lease memory stored = market.leaseOf(lease);
        vm.assertEq(stored.payer, payer);
        vm.assertEq(stored.provider, provider);
        vm.assertEq(stored.noticeWindow, NOTICE);
        vm.assertEq(stored.intervalCost, INTERVAL_COST);
        vm.assertEq(market.escrowOf(lease), DEPOSIT);
        vm.assertEq(usd.balanceOf(address(market)), DEPOSIT);
        vm.assertEq(market.capacityFilled(hasher.offer(offer)), QUANTITY);
        vm.assertEq(market.orderNonces(payer, order.nonce >> 8), 1 << (order.nonce & 0xff));
        vm.assertEq(registry.provider(provider).activeLeases, 1);
        _assertStatus(lease, LeaseStatus.Open);
    }

    function test_takesTheDepositFromTheBalanceFirst() public {
        vm.prank(payer);
        market.deposit(address(usd), DEPOSIT + 1);

        _open();

        vm.assertEq(_balance(payer), 1);
        vm.assertEq(usd.balanceOf(address(market)), DEPOSIT + 1);
    }

    function test_leavesABalanceThatDoesNotSuffice() public {
        vm.prank(payer);
        market.deposit(address(usd), DEPOSIT - 1);

        _open();

        vm.assertEq(_balance(payer), DEPOSIT - 1);
        vm.assertEq(usd.balanceOf(address(market)), 2 * uint256(DEPOSIT) - 1);
    }

    function test_opensManyInOneTransaction() public {
        bytes[] memory calls = new bytes[](3);
        Offer memory offer = _offer();
        for (uint256 i = 0; i < calls.length; ++i) {
            Order memory order = _order();
            order.nonce = uint64(100 + i);
            Quote memory quote = _quote(offer, order);
            bytes memory orderSignature = _sign(PAYER_KEY, hasher.order(order));
            bytes memory quoteSignature = _sign(PROVIDER_KEY, hasher.quote(quote));
            calls[i] =
                abi.encodeCall(IMarket.openLease, (offer, order, orderSignature, quote, quoteSignature));
        }

        Multicall(address(market)).multicall(calls);

        vm.assertEq(registry.provider(provider).activeLeases, 3);
        vm.assertEq(usd.balanceOf(address(market)), 3 * uint256(DEPOSIT));
    }

    function test_acceptsAContractAsPayer() public {
        SmartAccount account = new SmartAccount(payer);
        _fund(address(account));
        Order memory order = _order();
        order.payer = address(account);

        LeaseId lease = _open(_offer(), order);

        vm.assertEq(market.leaseOf(lease).payer, address(account));
    }

    function test_rejectsAContractThatDoesNotSign() public {
        SmartAccount account = new SmartAccount(stranger);
        _fund(address(account));
        Order memory order = _order();
        order.payer = address(account);
        _expect(_offer(), order, abi.encodeWithSelector(IMarket.BadSignature.selector, address(account)));
    }

    function test_rejectsAnAlteredOffer() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        bytes32 quoted = quote.offer;
        offer.salt = keccak256("another");
        _expect(
            offer,
            order,
            quote,
            abi.encodeWithSelector(IMarket.HashMismatch.selector, quoted, hasher.offer(offer))
        );
    }

    function test_rejectsAnAlteredOrder() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        order.deposit += 1;
        _expect(
            offer,
            order,
            quote,
            abi.encodeWithSelector(IMarket.HashMismatch.selector, quote.order, hasher.order(order))
        );
    }

    function test_rejectsAnotherResourceClass() public {
        Order memory order = _order();
        order.resourceClass = 2;
        _expect(_offer(), order, abi.encodeWithSelector(IMarket.TermsDiffer.selector));
    }

    function test_rejectsAnotherAsset() public {
        Order memory order = _order();
        order.asset = address(token);
        _expect(_offer(), order, abi.encodeWithSelector(IMarket.TermsDiffer.selector));
    }

    function test_rejectsAnAssetThatIsNotAllowed() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        offer.asset = address(token);
        order.asset = address(token);
        _expect(offer, order, abi.encodeWithSelector(IBalances.AssetNotAllowed.selector, address(token)));
    }

    function test_rejectsAQuoteAboveTheOffer() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        quote.unitPrices = _prices(PRICE);
        quote.unitPrices[3] += 1;
        _expect(
            offer,
            order,
            quote,
            abi.encodeWithSelector(
                IMarket.PriceAboveLimit.selector, 3, offer.unitPrices[3], quote.unitPrices[3]
            )
        );
    }

    function test_rejectsAQuoteAboveTheCeiling() public {
        Order memory order = _order();
        order.priceCeilings = _prices(PRICE);
        order.priceCeilings[2] -= 1;
        _expect(
            _offer(),
            order,
            abi.encodeWithSelector(IMarket.PriceAboveLimit.selector, 2, order.priceCeilings[2], PRICE * 2)
        );
    }

    function test_rejectsMissingPrices() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        order.priceCeilings = new uint128[](4);
        _expect(offer, order, abi.encodeWithSelector(IMarket.PricesMissing.selector, 4, 5));
        Quote memory quote = _quote(offer, _order());
        quote.unitPrices = new uint128[](0);
        _expect(offer, _order(), quote, abi.encodeWithSelector(IMarket.PricesMissing.selector, 5, 0));
    }

    function test_rejectsNoQuantity() public {
        Order memory order = _order();
        order.quantity = 0;
        _expect(_offer(), order, abi.encodeWithSelector(IMarket.QuantityMissing.selector));
    }

    function test_rejectsDurationsOutOfRange() public {
        Order memory order = _order();
        order.duration = 59;
        _expect(
            _offer(), order, abi.encodeWithSelector(IMarket.DurationOutOfRange.selector, 60, uint32(365 days), 59)
        );
        order.duration = uint32(365 days) + 1;
        _expect(
            _offer(),
            order,
            abi.encodeWithSelector(
                IMarket.DurationOutOfRange.selector, 60, uint32(365 days), uint32(365 days) + 1
            )
        );
    }

    function test_rejectsMoreThanTheCapacityLeft() public {
        Offer memory offer = _offer();
        offer.capacity = QUANTITY + QUANTITY / 2;
        _open(offer, _order());
        Order memory order = _order();
        order.nonce = 10;
        _expect(
            offer, order, abi.encodeWithSelector(IMarket.CapacityExceeded.selector, QUANTITY / 2, QUANTITY)
        );
    }

    function test_rejectsAnOfferOutOfItsTime() public {
        Offer memory offer = _offer();
        vm.warp(START - 1);
        _expect(
            offer,
            _order(),
            abi.encodeWithSelector(
                IMarket.OfferNotValid.selector, offer.validFrom, offer.validUntil, START - 1
            )
        );
        vm.warp(START + 1 days + 1);
        _expect(
            offer,
            _order(),
            abi.encodeWithSelector(
                IMarket.OfferNotValid.selector, offer.validFrom, offer.validUntil, START + 1 days + 1
            )
        );
    }

    function test_rejectsAnExpiredOrder() public {
        Order memory order = _order();
        order.validUntil = uint64(START - 1);
        _expect(_offer(), order, abi.encodeWithSelector(IMarket.OrderExpired.selector, START - 1, START));
    }

    function test_rejectsAStaleQuote() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        vm.warp(START + 601);
        _expect(
            offer,
            order,
            quote,
            abi.encodeWithSelector(IMarket.QuoteExpired.selector, START + 600, START + 601)
        );
    }

    function test_rejectsNoncesBelowTheFloor() public {
        vm.prank(provider);
        market.raiseNonceFloor(6);
        _expect(_offer(), _order(), abi.encodeWithSelector(IMarket.NonceVoid.selector, provider, 6, 5));
        Offer memory offer = _offer();
        offer.nonce = 6;
        vm.prank(payer);
        market.raiseNonceFloor(10);
        _expect(offer, _order(), abi.encodeWithSelector(IMarket.NonceVoid.selector, payer, 10, 9));
    }

    function test_rejectsTheSameOrderTwice() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        _open(offer, order);
        Quote memory quote = _quote(offer, order);
        quote.reservedUntil += 1;
        _expect(
            offer,
            order,
            quote,
            abi.encodeWithSelector(IMarket.OrderNonceUsed.selector, payer, order.nonce)
        );
    }

    function test_rejectsForeignSignatures() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        Quote memory quote = _quote(offer, order);
        bytes memory byPayer = _sign(PAYER_KEY, hasher.order(order));
        bytes memory byProvider = _sign(PROVIDER_KEY, hasher.quote(quote));
        bytes memory foreign = _sign(0xBAD, hasher.quote(quote));
        vm.expectRevert(abi.encodeWithSelector(IMarket.BadSignature.selector, payer));
        market.openLease(offer, order, foreign, quote, byProvider);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BadSignature.selector, provider));
        market.openLease(offer, order, byPayer, quote, foreign);
        vm.expectRevert(abi.encodeWithSelector(IMarket.BadSignature.selector, payer));
        market.openLease(offer, order, hex"1234", quote, byProvider);
    }

    function test_rejectsAProviderWithoutStake() public {
        vm.prank(provider);
        registry.requestUnbond(STAKE - uint96(MIN_STAKE) + 1);
        _expect(
            _offer(),
            _order(),
            abi.encodeWithSelector(IProviderRegistry.StakeTooLow.selector, MIN_STAKE, MIN_STAKE - 1)
        );
    }

    function test_rejectsAPayerWithoutMoney() public {
        Order memory order = _order();
        order.deposit = 1000e6 + 1;
        Offer memory offer = _offer();
        Quote memory quote = _quote(offer, order);
        bytes memory byPayer = _sign(PAYER_KEY, hasher.order(order));
        bytes memory byProvider = _sign(PROVIDER_KEY, hasher.quote(quote));
        vm.expectRevert();
        market.openLease(offer, order, byPayer, quote, byProvider);
    }

    function testFuzz_locksAnyDeposit(uint256 deposit, uint256 balance) public {
        deposit = bound(deposit, 0, 1000e6);
        balance = bound(balance, 1, 1000e6);
        vm.prank(payer);
        market.deposit(address(usd), balance);
        usd.mint(payer, deposit);
        Order memory order = _order();
        order.deposit = uint128(deposit);

        LeaseId lease = _open(_offer(), order);

        vm.assertEq(market.escrowOf(lease), deposit);
        vm.assertEq(market.escrowOf(lease) + _balance(payer), usd.balanceOf(address(market)));
    }

    function testFuzz_roundsTheIntervalCostDown(uint256 price, uint256 quantity) public {
        price = bound(price, 0, type(uint128).max);
        quantity = bound(quantity, 1, type(uint64).max);
        uint256 cost = price * quantity * INTERVAL / 1e18;
        vm.assume(cost <= MAX_AMOUNT);
        Offer memory offer = _offer();
        Order memory order = _order();
        offer.unitPrices = new uint128[](5);
        offer.unitPrices[0] = uint128(price);
        order.priceCeilings = offer.unitPrices;
        offer.capacity = uint128(quantity);
        order.quantity = uint128(quantity);

        LeaseId lease = _open(offer, order);

        vm.assertEq(market.leaseOf(lease).intervalCost, cost);
    }

    function testFuzz_fillsNoMoreThanTheCapacity(uint256 first, uint256 second, uint256 capacity) public {
        first = bound(first, 1, type(uint64).max);
        second = bound(second, 1, type(uint64).max);
        capacity = bound(capacity, first, type(uint128).max);
        Offer memory offer = _offer();
        offer.unitPrices = new uint128[](5);
        offer.capacity = uint128(capacity);
        Order memory order = _order();
        order.quantity = uint128(first);
        _open(offer, order);
        order.quantity = uint128(second);
        order.nonce += 1;
        if (first + second > capacity) {
            _expect(
                offer, order, abi.encodeWithSelector(IMarket.CapacityExceeded.selector, capacity - first, second)
            );
            return;
        }
        _open(offer, order);
        vm.assertEq(market.capacityFilled(hasher.offer(offer)), first + second);
    }

    function _expectOpened(LeaseId lease, bytes32 orderHash, bytes32 offerHash) private {
        vm.expectEmit();
        emit IMarket.LeaseOpened(
            lease,
            payer,
            provider,
            1,
            QUANTITY,
            uint40(START + DURATION),
            uint40(START + START_WINDOW),
            uint88(DEPOSIT),
            INTERVAL_COST,
            address(usd),
            orderHash,
            offerHash
        );
    }

    function _expect(Offer memory offer, Order memory order, bytes memory reason) private {
        _expect(offer, order, _quote(offer, order), reason);
    }

    function _expect(Offer memory offer, Order memory order, Quote memory quote, bytes memory reason) private {
        bytes memory orderSignature = _sign(PAYER_KEY, hasher.order(order));
        bytes memory quoteSignature = _sign(PROVIDER_KEY, hasher.quote(quote));
        vm.expectRevert(reason);
        market.openLease(offer, order, orderSignature, quote, quoteSignature);
    }
}
