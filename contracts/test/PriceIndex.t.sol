// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./Fixture.sol";
import {PriceIndex} from "../src/PriceIndex.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {IPriceIndex} from "../src/interfaces/IPriceIndex.sol";
import {LeaseStatus} from "../src/types/Lease.sol";
import {Offer, Order, Quote} from "../src/types/Messages.sol";

/// @dev Prices that follow utilisation, and orders bound to them.
contract PriceIndexTest is Fixture {
    uint32 private constant TARGET = 700_000;
    uint64 private constant EPOCH_NOW = uint64(START / EPOCH);
    bytes32 private key;
    IPriceIndex.Terms private terms = IPriceIndex.Terms(TARGET, PRICE / 10, PRICE * 10);

    function setUp() public override {
        super.setUp();
        key = index.keyOf(1, address(usd), "eu-west");
        _asTimelock(address(index), abi.encodeCall(index.list, (1, address(usd), "eu-west", PRICE, terms)));
        for (uint160 i = 0; i < 4; ++i) {
            _addAuditor(_auditorAt(i));
        }
    }

    function test_theMedianMovesThePrice() public {
        _report(0, 1_000_000);
        _report(1, 0);
        _report(2, 875_000);
        _report(3, 860_000);
        vm.warp(START + 2 * EPOCH);
        vm.expectEmit();
        emit IPriceIndex.PriceMoved(key, EPOCH_NOW, 860_000, 4, PRICE + PRICE * 160 / 700 / 8);
        index.settle(key, EPOCH_NOW);
        vm.assertEq(index.priceOf(key), PRICE + PRICE * 160 / 700 / 8);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.EpochSettled.selector, EPOCH_NOW));
        index.settle(key, EPOCH_NOW);
    }

    function test_staysWithoutAQuorum() public {
        _report(0, 1_000_000);
        _report(1, 1_000_000);
        vm.warp(START + 2 * EPOCH);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.ReportsTooFew.selector, 3, 2));
        index.settle(key, EPOCH_NOW);
        vm.assertEq(index.priceOf(key), PRICE);
    }

    function test_takesOneReportOfABondedAuditorInItsTime() public {
        (uint256 from, uint256 until) = (START + EPOCH, START + 2 * EPOCH);
        vm.warp(from);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.NotAuditor.selector, address(this)));
        index.report(key, EPOCH_NOW, 1);
        vm.startPrank(_auditorAt(0));
        vm.expectRevert(
            abi.encodeWithSelector(IPriceIndex.EpochNotOpen.selector, EPOCH_NOW + 1, from + EPOCH, until + EPOCH)
        );
        index.report(key, EPOCH_NOW + 1, 1);
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.EpochNotOpen.selector, EPOCH_NOW, from, until));
        index.report(key, EPOCH_NOW, 1);
        vm.warp(from);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.UtilisationTooHigh.selector, 1_000_000, 1_000_001));
        index.report(key, EPOCH_NOW, 1_000_001);
        index.report(key, EPOCH_NOW, 1);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.ReportedAlready.selector, _auditorAt(0)));
        index.report(key, EPOCH_NOW, 1);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.PriceUnknown.selector, bytes32(0)));
        index.report(0, EPOCH_NOW, 1);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.EpochNotOver.selector, until, from));
        index.settle(key, EPOCH_NOW);
    }

    function test_listsUsableTermsOnce() public {
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.PriceListedAlready.selector, key));
        index.list(1, address(usd), "eu-west", PRICE, terms);
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.TermsUnusable.selector));
        index.list(1, address(usd), "eu", PRICE, IPriceIndex.Terms(0, 1, PRICE));
        vm.expectRevert(abi.encodeWithSelector(IPriceIndex.TermsUnusable.selector));
        index.list(1, address(usd), "eu", PRICE, IPriceIndex.Terms(TARGET, 1, PRICE - 1));
        vm.stopPrank();
        vm.expectRevert();
        index.list(1, address(usd), "eu", PRICE, terms);
    }

    function testFuzz_movesByAnEighthAtMostAndStaysWithinItsBounds(uint256 price, uint256 utilisation) public view {
        price = bound(price, terms.min, terms.max);
        utilisation = bound(utilisation, 0, 1_000_000);
        uint256 next = index.next(uint128(price), uint32(utilisation), terms);
        vm.assertLe(next, price + price / 8);
        vm.assertLe(price - price / 8, next);
        vm.assertLe(next, terms.max);
        vm.assertLe(terms.min, next);
        if (utilisation >= TARGET) vm.assertLe(price, next);
        else vm.assertLe(next, price);
    }

    function test_namesAndMovesPricesAsTheSharedVectorsSay() public view {
        string memory file = vm.readFile("test/vectors/prices.json");
        uint256 count;
        for (uint256 i = 0; vm.keyExistsJson(file, _at("keys", i)); ++i) {
            string memory entry = _at("keys", i);
            uint8 resourceClass = uint8(_uint(file, entry, ".resourceClass"));
            address asset = vm.parseJsonAddress(file, string.concat(entry, ".asset"));
            string memory region = vm.parseJsonString(file, string.concat(entry, ".region"));
            vm.assertTrue(
                index.keyOf(resourceClass, asset, region) == vm.parseJsonBytes32(file, string.concat(entry, ".key"))
            );
            ++count;
        }
        for (uint256 i = 0; vm.keyExistsJson(file, _at("moves", i)); ++i) {
            _checkMove(file, _at("moves", i));
            ++count;
        }
        vm.assertEq(count, 126);
    }

    function _checkMove(string memory file, string memory entry) private view {
        IPriceIndex.Terms memory its = IPriceIndex.Terms(
            uint32(_uint(file, entry, ".target")),
            uint128(_uint(file, entry, ".min")),
            uint128(_uint(file, entry, ".max"))
        );
        uint128 price = uint128(_uint(file, entry, ".price"));
        uint32 utilisation = uint32(_uint(file, entry, ".utilisation"));
        vm.assertEq(index.next(price, utilisation, its), _uint(file, entry, ".next"));
    }

    function _uint(string memory file, string memory entry, string memory member) private pure returns (uint256) {
        return vm.parseJsonUint(file, string.concat(entry, member));
    }

    function _at(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "]");
    }

    // ---- orders bound to the index

    function test_opensWithinTheDeviationAndNotAboveIt() public {
        Offer memory offer = _offer();
        Order memory order = _order();
        order.priceIndex = key;
        order.maxDeviation = 500;
        offer.unitPrices = _prices(PRICE + PRICE / 20);
        _assertStatus(_open(offer, order), LeaseStatus.Open);
        order.nonce += 1;
        offer.unitPrices = _prices(PRICE + PRICE / 20 + 1);
        _expect(
            offer,
            order,
            abi.encodeWithSelector(IMarket.PriceAboveIndex.selector, PRICE + PRICE / 20, PRICE + PRICE / 20 + 1)
        );
    }

    function test_anOrderWithAnUnknownIndexDoesNotOpen() public {
        Order memory order = _order();
        order.priceIndex = bytes32(uint256(1));
        _expect(_offer(), order, abi.encodeWithSelector(IPriceIndex.PriceUnknown.selector, order.priceIndex));
        order.priceIndex = key;
        _asTimelock(address(market), abi.encodeCall(market.setPriceIndex, (IPriceIndex(address(0)))));
        _expect(_offer(), order, abi.encodeWithSelector(IMarket.PriceIndexMissing.selector));
    }

    function _expect(Offer memory offer, Order memory order, bytes memory refusal) private {
        Quote memory quote = _quote(offer, order);
        bytes memory byPayer = _sign(PAYER_KEY, hasher.order(order));
        bytes memory byProvider = _sign(PROVIDER_KEY, hasher.quote(quote));
        vm.expectRevert(refusal);
        market.openLease(offer, order, byPayer, quote, byProvider);
    }

    function _auditorAt(uint160 number) private pure returns (address) {
        return address(0xAAD00 + number);
    }

    function _addAuditor(address account) private {
        token.transfer(account, MIN_AUDITOR_BOND);
        vm.startPrank(account);
        token.approve(address(auditors), MIN_AUDITOR_BOND);
        auditors.register(bytes32(uint256(1)), "https://auditor.example", uint96(MIN_AUDITOR_BOND));
        vm.stopPrank();
    }

    function _report(uint160 number, uint32 utilisation) private {
        vm.warp(START + EPOCH);
        vm.prank(_auditorAt(number));
        index.report(key, EPOCH_NOW, utilisation);
    }
}
