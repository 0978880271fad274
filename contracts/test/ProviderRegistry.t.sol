// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Fixture} from "./Fixture.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";

contract ProviderRegistryTest is Fixture {
    bytes32 private constant KEY = keccak256("node");
    address private slasher = address(0x51A5);

    function setUp() public override {
        super.setUp();
        _asTimelock(address(registry), abi.encodeCall(registry.setSlasher, (slasher, true)));
        vm.prank(auditor);
        token.approve(address(registry), type(uint256).max);
    }

    // ---- register, update, deregister

    function test_registersAndUpdates() public {
        vm.expectEmit();
        emit IProviderRegistry.ProviderRegistered(stranger, KEY, "https://a.example", "us-east");
        vm.prank(stranger);
        registry.register(KEY, "https://a.example", "us-east");
        vm.prank(stranger);
        registry.update(keccak256("new"), "https://b.example", "us-west");
        IProviderRegistry.ProviderView memory entry = registry.provider(stranger);
        vm.assertEq(entry.account, stranger);
        vm.assertEq(entry.nodeKey, keccak256("new"));
        vm.assertEq(entry.endpoint, "https://b.example");
        vm.assertEq(entry.region, "us-west");
        vm.assertTrue(entry.active);
        vm.assertEq(registry.providerCount(), 2);
    }

    function test_rejectsRegisteringTwiceOrBadly() public {
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderAlreadyRegistered.selector, provider));
        registry.register(KEY, "", "");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NodeKeyMissing.selector));
        registry.register(0, "", "");
        string memory long = string(new bytes(257));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.TextTooLong.selector, 256, 257));
        registry.register(KEY, long, "");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.TextTooLong.selector, 64, 257));
        registry.register(KEY, "", long);
    }

    function test_rejectsStrangers() public {
        bytes memory unknown = abi.encodeWithSelector(IProviderRegistry.ProviderNotRegistered.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(unknown);
        registry.update(KEY, "", "");
        vm.expectRevert(unknown);
        registry.addStake(1);
        vm.expectRevert(unknown);
        registry.requestUnbond(1);
        vm.expectRevert(unknown);
        registry.deregister();
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NothingToWithdraw.selector));
        registry.withdraw();
        vm.stopPrank();
    }

    function test_deregistersFromDayOneAndComesBack() public {
        vm.prank(provider);
        registry.deregister();
        IProviderRegistry.ProviderView memory entry = registry.provider(provider);
        vm.assertFalse(entry.active);
        vm.assertEq(entry.stake, 0);
        vm.assertEq(entry.unbonding, STAKE);
        vm.warp(START + UNBONDING_PERIOD);
        vm.prank(provider);
        registry.withdraw();
        vm.assertEq(token.balanceOf(provider), STAKE);
        vm.assertEq(registry.totalBonded(), 0);
        vm.prank(provider);
        registry.register(KEY, "", "");
        vm.assertEq(registry.providerCount(), 1);
    }

    function test_doesNotDeregisterWithObligations() public {
        _open();
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderHasObligations.selector, 1, 0));
        registry.deregister();
    }

    // ---- addStake, requestUnbond, withdraw

    function testFuzz_unbondsAndWithdraws(uint256 amount) public {
        amount = bound(amount, 1, STAKE);
        vm.prank(provider);
        vm.expectEmit();
        emit IProviderRegistry.UnbondRequested(provider, amount, uint40(START + UNBONDING_PERIOD));
        registry.requestUnbond(uint96(amount));
        vm.warp(START + UNBONDING_PERIOD - 1);
        vm.prank(provider);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.StillBonded.selector, START + UNBONDING_PERIOD, START + UNBONDING_PERIOD - 1
            )
        );
        registry.withdraw();
        vm.warp(START + UNBONDING_PERIOD);
        vm.prank(provider);
        registry.withdraw();
        vm.assertEq(token.balanceOf(provider), amount);
        vm.assertEq(registry.totalBonded(), STAKE - amount);
    }

    function test_rejectsUnbondingMoreThanTheStake() public {
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.StakeTooLow.selector, STAKE + 1, STAKE));
        registry.requestUnbond(STAKE + 1);
    }

    function test_leasesKeepMinStakeInPlace() public {
        _open();
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.StakeTooLow.selector, MIN_STAKE, MIN_STAKE - 1));
        registry.requestUnbond(STAKE - uint96(MIN_STAKE) + 1);
        vm.prank(provider);
        registry.requestUnbond(STAKE - uint96(MIN_STAKE));
        vm.prank(slasher);
        registry.slash(provider, 1, _split(0, 0), 0);
        vm.warp(START + UNBONDING_PERIOD);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.StakeTooLow.selector, MIN_STAKE, MIN_STAKE - 1));
        registry.withdraw();
    }

    function test_challengesKeepStakeInPlace() public {
        vm.prank(provider);
        registry.requestUnbond(STAKE);
        vm.prank(slasher);
        registry.bindChallenge(provider);
        vm.warp(START + UNBONDING_PERIOD);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.StakeTooLow.selector, MIN_STAKE, 0));
        registry.withdraw();
        vm.prank(slasher);
        registry.releaseChallenge(provider);
        vm.prank(provider);
        registry.withdraw();
    }

    // ---- slash

    function testFuzz_slashTakesNoMoreThanThereIs(uint256 amount, uint256 unbond, uint256 cap, uint256 fee) public {
        unbond = bound(unbond, 0, STAKE);
        cap = bound(cap, 0, 2 * uint256(STAKE));
        fee = bound(fee, 0, 2 * uint256(STAKE));
        vm.prank(provider);
        registry.requestUnbond(uint96(unbond));
        uint256 taken = amount < STAKE ? amount : STAKE;
        uint256 paid = taken < cap ? taken : cap;
        uint256 rewarded = taken - paid < fee ? taken - paid : fee;
        vm.expectEmit();
        emit IProviderRegistry.ProviderSlashed(provider, taken, payer, paid, stranger, rewarded, KEY);

        vm.prank(slasher);
        uint256 compensation = registry.slash(provider, amount, _split(cap, fee), KEY);

        vm.assertEq(compensation, paid);
        vm.assertEq(token.balanceOf(payer), paid);
        vm.assertEq(token.balanceOf(stranger), rewarded);
        vm.assertEq(registry.insurancePool(), taken - paid - rewarded);
        IProviderRegistry.ProviderView memory entry = registry.provider(provider);
        vm.assertEq(uint256(entry.stake) + entry.unbonding, STAKE - taken);
        vm.assertEq(registry.totalBonded() + registry.insurancePool(), token.balanceOf(address(registry)));
        // Working stake goes first.
        uint256 working = STAKE - unbond;
        vm.assertEq(entry.stake, taken < working ? working - taken : 0);
    }

    function test_onlySlashersBindReleaseAndSlash() public {
        bytes memory refused = abi.encodeWithSelector(IProviderRegistry.NotSlasher.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(refused);
        registry.bindLease(provider, 0);
        vm.expectRevert(refused);
        registry.releaseLease(provider);
        vm.expectRevert(refused);
        registry.bindChallenge(provider);
        vm.expectRevert(refused);
        registry.releaseChallenge(provider);
        vm.expectRevert(refused);
        registry.slash(provider, 1, _split(0, 0), 0);
        vm.stopPrank();
    }

    function test_aRetiredSlasherOnlyReleases() public {
        vm.prank(slasher);
        registry.bindLease(provider, 0);
        _asTimelock(address(registry), abi.encodeCall(registry.setSlasher, (slasher, false)));
        vm.startPrank(slasher);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NotSlasher.selector, slasher));
        registry.bindLease(provider, 0);
        vm.assertEq(registry.slash(provider, STAKE, _split(STAKE, 0), 0), 0);
        registry.releaseLease(provider);
        vm.stopPrank();
        vm.assertEq(registry.provider(provider).stake, STAKE);
        vm.assertEq(registry.provider(provider).activeLeases, 0);
    }

    function test_onlyTheTimelockSetsSlashersAndPaysInsurance() public {
        bytes memory refused = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this));
        vm.expectRevert(refused);
        registry.setSlasher(stranger, true);
        vm.expectRevert(refused);
        registry.payInsurance(stranger, 0);
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NotSlasher.selector, stranger));
        registry.setSlasher(stranger, false);
    }

    function testFuzz_insurancePaysNoMoreThanItHas(uint256 slashed, uint256 wanted) public {
        slashed = bound(slashed, 0, STAKE);
        wanted = bound(wanted, 0, 2 * uint256(STAKE));
        vm.prank(slasher);
        registry.slash(provider, slashed, _split(0, 0), 0);
        vm.prank(address(timelock));
        if (wanted > slashed) {
            vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InsuranceTooLow.selector, slashed, wanted));
        }
        registry.payInsurance(payer, wanted);
        vm.assertEq(token.balanceOf(payer), wanted > slashed ? 0 : wanted);
    }

    function test_oneBookOfWhatPayersOfALeaseGot() public {
        LeaseId lease = LeaseId.wrap(keccak256("lease"));
        vm.startPrank(slasher);
        vm.assertEq(registry.slashFor(lease, provider, 7, _split(10, 0), 0), 7);
        vm.assertEq(registry.slashFor(lease, provider, 7, _split(10, 0), 0), 3);
        vm.assertEq(registry.slashFor(lease, provider, 7, _split(5, 0), 0), 0);
        vm.assertEq(registry.slashFor(LeaseId.wrap(0), provider, 7, _split(10, 0), 0), 7);
        vm.stopPrank();
        vm.assertEq(registry.compensated(lease), 10);
        vm.assertEq(registry.insurancePool(), 11);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NotSlasher.selector, address(this)));
        registry.slashFor(lease, provider, 7, _split(10, 0), 0);
    }

    function test_anybodyAddsToTheInsurance() public {
        token.transfer(stranger, 5);
        vm.startPrank(stranger);
        token.approve(address(registry), 5);
        registry.addInsurance(5);
        vm.expectRevert();
        registry.addInsurance(1);
        vm.stopPrank();
        vm.assertEq(registry.insurancePool(), 5);
    }

    // ---- pages

    function testFuzz_pagesCoverTheList(uint256 from, uint256 count) public {
        from = bound(from, 0, 8);
        count = bound(count, 0, 8);
        for (uint160 i = 1; i < 5; ++i) {
            vm.prank(address(i));
            registry.register(bytes32(uint256(i)), "", "");
        }
        IProviderRegistry.ProviderView[] memory page = registry.providers(from, count);
        uint256 left = from >= 5 ? 0 : 5 - from;
        vm.assertEq(page.length, count < left ? count : left);
        for (uint256 i = 0; i < page.length; ++i) {
            vm.assertEq(page[i].account, from + i == 0 ? provider : address(uint160(from + i)));
        }
    }

    function _split(uint256 cap, uint256 fee) private view returns (IProviderRegistry.SlashSplit memory) {
        return IProviderRegistry.SlashSplit(payer, cap, stranger, fee);
    }
}
