// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ArbitrationFixture} from "./ArbitrationFixture.sol";
import {Arbitration} from "../src/Arbitration.sol";
import {IArbitration} from "../src/interfaces/IArbitration.sol";
import {IBondedPool} from "../src/interfaces/IBondedPool.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";

/// @dev The court on the pools that it is deployed with.
contract ArbitrationLotsTest is ArbitrationFixture {
    uint256 private constant MEMBERS = 12;

    function setUp() public override {
        super.setUp();
        court = new Arbitration(token, rules, registry, market, auditors, arbiters);
        _asTimelock(address(registry), abi.encodeCall(IProviderRegistry.setSlasher, (address(court), true)));
        _asTimelock(address(arbiters), abi.encodeCall(IBondedPool.setJudge, (address(court), true)));
        for (uint256 i = 0; i < MEMBERS; ++i) {
            _join(arbiters, _arbiter(i), uint96(MIN_ARBITER_BOND));
        }
        for (uint256 i = 1; i <= 2; ++i) {
            _join(auditors, vm.addr(i), uint96(MIN_AUDITOR_BOND));
        }
        _join(arbiters, payer, uint96(MIN_ARBITER_BOND * 100));
        vm.startPrank(payer);
        token.approve(address(court), type(uint256).max);
        vm.stopPrank();
        vm.prank(provider);
        token.approve(address(court), type(uint256).max);
        // Members take part in lots from the next round on.
        vm.warp(START + EPOCH);
    }

    function test_drawsDistinctMembersThatAreNoParties() public {
        bytes32 dispute = _atTheDraw();
        _draw(dispute);
        address[] memory panel = court.panelOf(dispute, 1);
        vm.assertEq(panel.length, PANEL);
        for (uint256 i = 0; i < PANEL; ++i) {
            vm.assertTrue(panel[i] != payer, "the heaviest member is a party");
            vm.assertEq(arbiters.memberOf(panel[i]).locks, 1);
            for (uint256 j = 0; j < i; ++j) {
                vm.assertTrue(panel[i] != panel[j]);
            }
        }
    }

    function test_drawsAnewOnceTheRoundIsOver() public {
        bytes32 dispute = _atTheDraw();
        vm.warp(block.timestamp + EPOCH);
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Drawing);
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Commit);
    }

    function test_anArbiterCannotLeaveItsPanel() public {
        bytes32 dispute = _atTheDraw();
        _draw(dispute);
        address arbiter = court.panelOf(dispute, 1)[0];
        vm.prank(arbiter);
        arbiters.deregister();
        vm.warp(block.timestamp + UNBONDING_PERIOD);
        vm.expectRevert(abi.encodeWithSelector(IBondedPool.MemberServes.selector, 1));
        vm.prank(arbiter);
        arbiters.withdraw();
        _timeOut(dispute);
        _timeOut(dispute);
        vm.warp(START + 100 * UNBONDING_PERIOD);
        vm.prank(arbiter);
        arbiters.withdraw();
        vm.assertEq(token.balanceOf(arbiter), MIN_ARBITER_BOND - ARBITER_PENALTY);
    }

    function test_judgesThroughAnAppeal() public {
        bytes32 dispute = _atTheDraw();
        _draw(dispute);
        _voteAll(dispute, UPHELD);
        vm.warp((block.timestamp / EPOCH + 1) * EPOCH);
        vm.prank(provider);
        court.appeal(dispute, EVIDENCE);
        _draw(dispute);
        vm.assertEq(court.panelOf(dispute, 2).length, 2 * PANEL + 1);
        _voteAll(dispute, UPHELD);
        vm.assertEq(uint256(court.disputeOf(dispute).outcome), uint256(IArbitration.Outcome.Upheld));
        vm.assertEq(registry.compensated(lease), CLAIMED);
        vm.assertEq(token.balanceOf(address(court)), 0);
        vm.assertEq(arbiters.totalBonded(), MIN_ARBITER_BOND * (MEMBERS + 100));
    }

    function test_auditorsOfThePoolMakeAStatement() public {
        bytes32 dispute = _answered();
        _lodge(dispute, REJECTED);
        vm.assertEq(uint256(court.disputeOf(dispute).verdict), uint256(REJECTED));
    }

    /// @dev Scheduled at the beginning of a round.
    function _atTheDraw() private returns (bytes32 dispute) {
        dispute = _answered();
        _show(dispute);
        vm.warp((block.timestamp / EPOCH + 2) * EPOCH);
        court.advance(dispute);
        _assertStage(dispute, IArbitration.Stage.Drawing);
    }

    function _voteAll(bytes32 dispute, IArbitration.Verdict verdict) private {
        uint8 round = court.disputeOf(dispute).round;
        address[] memory panel = court.panelOf(dispute, round);
        for (uint256 i = 0; i < panel.length; ++i) {
            bytes32 commitment = court.commitmentOf(dispute, round, panel[i], verdict, SALT);
            vm.prank(panel[i]);
            court.commit(dispute, commitment);
        }
        _timeOut(dispute);
        for (uint256 i = 0; i < panel.length; ++i) {
            vm.prank(panel[i]);
            court.reveal(dispute, verdict, SALT);
        }
        _timeOut(dispute);
    }

    function _join(IBondedPool pool, address member, uint96 bond) private {
        token.transfer(member, bond);
        vm.startPrank(member);
        token.approve(address(pool), bond);
        pool.register(keccak256("node"), "https://arbiter.example", bond);
        vm.stopPrank();
    }
}
