// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Fixture} from "./Fixture.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {ParameterKeys} from "../src/libraries/ParameterKeys.sol";
import {LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";

/// @dev deposit, withdraw, raiseNonceFloor, setAsset, syncTerms and views.
contract MarketBalancesTest is Fixture {
    function testFuzz_depositsAndWithdraws(uint256 amount, uint256 out) public {
        amount = bound(amount, 1, 1000e6);
        out = bound(out, 1, amount);
        vm.prank(payer);
        vm.expectEmit();
        emit IBalances.Deposited(payer, address(usd), amount);
        market.deposit(address(usd), amount);
        vm.prank(payer);
        vm.expectEmit();
        emit IBalances.Withdrawn(payer, address(usd), out);
        market.withdraw(address(usd), out);
        vm.assertEq(_balance(payer), amount - out);
        vm.assertEq(usd.balanceOf(payer), 1000e6 - amount + out);
    }

    function test_rejectsWithdrawingMoreThanTheBalance() public {
        vm.prank(payer);
        market.deposit(address(usd), 10);
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IBalances.BalanceTooLow.selector, 10, 11));
        market.withdraw(address(usd), 11);
    }

    function test_rejectsNothingAndUnknownAssets() public {
        vm.expectRevert(abi.encodeWithSelector(IBalances.ZeroAmount.selector));
        market.deposit(address(usd), 0);
        vm.expectRevert(abi.encodeWithSelector(IBalances.ZeroAmount.selector));
        market.withdraw(address(usd), 0);
        vm.expectRevert(abi.encodeWithSelector(IBalances.AssetNotAllowed.selector, address(token)));
        market.deposit(address(token), 1);
        vm.expectRevert(abi.encodeWithSelector(IBalances.AssetUnknown.selector, address(token)));
        market.withdraw(address(token), 1);
    }

    function test_aDisallowedAssetStillPaysOut() public {
        LeaseId lease = _active();
        _settle(lease, 40);
        _asTimelock(address(market), abi.encodeCall(market.setAsset, (address(usd), false, RATE)));
        vm.prank(provider);
        market.withdraw(address(usd), 40);
        vm.assertEq(usd.balanceOf(provider), 40);
        vm.prank(payer);
        market.topUp(lease, 1);
        vm.expectRevert(abi.encodeWithSelector(IBalances.AssetNotAllowed.selector, address(usd)));
        market.deposit(address(usd), 1);
    }

    function test_onlyTheTimelockSetsAssets() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this)));
        market.setAsset(address(token), true, 1);
        _asTimelock(address(market), abi.encodeCall(market.setAsset, (address(token), true, 1)));
        (uint16 id, bool allowed, uint128 rate) = market.assetTerms(address(token));
        vm.assertEq(id, 2);
        vm.assertTrue(allowed);
        vm.assertEq(rate, 1);
        vm.assertEq(market.assetById(2), address(token));
    }

    function test_rejectsTheZeroAsset() public {
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IBalances.AssetUnknown.selector, address(0)));
        market.setAsset(address(0), true, 1);
    }

    function test_nonceFloorsOnlyRise() public {
        vm.expectEmit();
        emit IMarket.NonceFloorRaised(payer, 4);
        vm.prank(payer);
        market.raiseNonceFloor(4);
        vm.assertEq(market.nonceFloor(payer), 4);
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NonceFloorNotRaised.selector, 4, 4));
        market.raiseNonceFloor(4);
    }

    function test_termsFollowTheParametersOnceSynced() public {
        _asTimelock(address(parameters), abi.encodeCall(parameters.set, (ParameterKeys.GRACE_WINDOW, 99)));
        (,,,, uint40 before) = market.terms();
        market.syncTerms();
        (uint96 minStake, uint40 start, uint40 interval, uint40 challenge, uint40 grace) = market.terms();
        vm.assertEq(before, GRACE_WINDOW);
        vm.assertEq(grace, 99);
        vm.assertEq(minStake, MIN_STAKE);
        vm.assertEq(start, START_WINDOW);
        vm.assertEq(interval, INTERVAL);
        vm.assertEq(challenge, CHALLENGE_WINDOW);
    }

    function test_capsCompensationByWhatWasPaid() public {
        LeaseId lease = _active();
        _settle(lease, 7);
        vm.assertEq(market.compensationCap(lease), 7 * uint256(RATE));
    }

    function test_aLeaseThatNeverOpenedIsNone() public view {
        LeaseId none = LeaseId.wrap(keccak256("none"));
        _assertStatus(none, LeaseStatus.None);
        vm.assertEq(market.escrowOf(none), 0);
    }
}
