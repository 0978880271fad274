// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ArbitrationFixture} from "./ArbitrationFixture.sol";
import {IArbitration} from "../src/interfaces/IArbitration.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";

/// @dev What arbiters do, and who pays for it.
contract ArbitrationPanelsTest is ArbitrationFixture {
    uint256 private constant FEES = PANEL * ARBITER_FEE;

    // ---- the draw

    function test_timeoutEvidence_drawsByTheHashOfALaterBlock() public {
        bytes32 dispute = _answered();
        _show(dispute);
        _timeOut(dispute);
        _assertStage(dispute, IArbitration.Stage.Drawing);
        uint256 after_ = block.number + 1;
        vm.assertEq(court.disputeOf(dispute).deadline, after_);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.TooEarly.selector, after_ + 1, block.number));
        court.advance(dispute);
        vm.roll(after_ + 1);
        court.advance(dispute);
        _assertStage(dispute, IArbitration.Stage.Commit);
        vm.assertEq(court.panelOf(dispute, 1).length, PANEL);
        for (uint256 i = 0; i < PANEL; ++i) {
            vm.assertEq(court.panelOf(dispute, 1)[i], _arbiter(i));
            vm.assertEq(arbiterLots.locks(_arbiter(i)), 1);
        }
    }

    function test_takesAnotherBlockWhereTheChainForgotTheHash() public {
        bytes32 dispute = _drawing();
        vm.roll(block.number + 300);
        court.advance(dispute);
        _assertStage(dispute, IArbitration.Stage.Drawing);
        vm.assertEq(court.disputeOf(dispute).deadline, block.number + 1);
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Commit);
    }

    function test_takesAnotherBlockWhereMembersCouldHaveChanged() public {
        bytes32 dispute = _drawing();
        arbiterLots.nextRound();
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Drawing);
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Commit);
    }

    function test_drawsNeitherParty() public {
        arbiterLots.replace(0, payer);
        arbiterLots.replace(1, provider);
        bytes32 dispute = _seated();
        vm.assertEq(court.panelOf(dispute, 1).length, PANEL);
        vm.assertEq(court.panelOf(dispute, 1)[0], _arbiter(2));
    }

    function test_withoutEnoughArbitersNothingIsDecided() public {
        bytes32 dispute = _drawing();
        arbiterLots.setJudge(address(court), false);
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Decided);
        vm.assertEq(court.panelOf(dispute, 1).length, 0);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Undecided);
        _assertGains(0, 0);
        _assertStakeLost(0, 0);
    }

    // ---- commit and reveal

    function test_onlyDrawnArbitersVote() public {
        bytes32 dispute = _seated();
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotDrawn.selector, dispute, _arbiter(3)));
        vm.prank(_arbiter(3));
        court.commit(dispute, EVIDENCE);
        vm.expectRevert(IArbitration.CommitmentMissing.selector);
        vm.prank(_arbiter(0));
        court.commit(dispute, 0);
        _timeOut(dispute);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotDrawn.selector, dispute, _arbiter(3)));
        vm.prank(_arbiter(3));
        court.reveal(dispute, UPHELD, SALT);
    }

    function test_anArbiterShowsWhatItCommittedTo() public {
        bytes32 dispute = _seated();
        vm.prank(_arbiter(0));
        court.commit(dispute, keccak256("changed its mind"));
        bytes32 commitment = court.commitmentOf(dispute, 1, _arbiter(0), UPHELD, SALT);
        vm.prank(_arbiter(0));
        court.commit(dispute, commitment);
        vm.expectRevert(
            abi.encodeWithSelector(IArbitration.DisputeInStage.selector, dispute, IArbitration.Stage.Commit)
        );
        vm.prank(_arbiter(0));
        court.reveal(dispute, UPHELD, SALT);
        // What another one committed to is of no use to a copier.
        vm.prank(_arbiter(1));
        court.commit(dispute, commitment);
        _timeOut(dispute);
        bytes32 copied = court.commitmentOf(dispute, 1, _arbiter(1), UPHELD, SALT);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.CommitmentDiffers.selector, commitment, copied));
        vm.prank(_arbiter(1));
        court.reveal(dispute, UPHELD, SALT);
        vm.startPrank(_arbiter(0));
        vm.expectRevert(IArbitration.VerdictMissing.selector);
        court.reveal(dispute, IArbitration.Verdict.None, SALT);
        court.reveal(dispute, UPHELD, SALT);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.AlreadyRevealed.selector, _arbiter(0)));
        court.reveal(dispute, UPHELD, SALT);
        vm.assertEq(uint256(court.ballotOf(dispute, 1, _arbiter(0)).verdict), uint256(UPHELD));
    }

    function test_commitsAndRevealsHaveTheirTime() public {
        bytes32 dispute = _seated();
        uint256 deadline = court.disputeOf(dispute).deadline;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.TooLate.selector, deadline, deadline + 1));
        vm.prank(_arbiter(0));
        court.commit(dispute, EVIDENCE);
        court.advance(dispute);
        deadline = court.disputeOf(dispute).deadline;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.TooLate.selector, deadline, deadline + 1));
        vm.prank(_arbiter(0));
        court.reveal(dispute, UPHELD, SALT);
    }

    function test_timeoutCommit_silentArbitersDecideNothing() public {
        bytes32 dispute = _seated();
        _timeOut(dispute);
        _assertStage(dispute, IArbitration.Stage.Reveal);
        _timeOut(dispute);
        _assertStage(dispute, IArbitration.Stage.Decided);
        for (uint256 i = 0; i < PANEL; ++i) {
            vm.assertEq(arbiterLots.bondOf(_arbiter(i)), ARBITER_BOND - ARBITER_PENALTY);
        }
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Undecided);
        _assertGains(0, 0);
        _assertStakeLost(0, PANEL * ARBITER_PENALTY);
    }

    function test_timeoutReveal_whoOnlyCommitsIsFined() public {
        bytes32 dispute = _seated();
        vm.prank(_arbiter(2));
        court.commit(dispute, EVIDENCE);
        _vote(dispute, 2, 0);
        vm.assertEq(arbiterLots.bondOf(_arbiter(2)), ARBITER_BOND - ARBITER_PENALTY);
        vm.assertEq(token.balanceOf(_arbiter(0)), ARBITER_FEE);
        vm.assertEq(token.balanceOf(_arbiter(2)), 0);
        vm.assertEq(uint256(court.disputeOf(dispute).verdict), uint256(UPHELD));
    }

    // ---- verdicts

    function test_timeoutDecided_theMajorityUpholds() public {
        bytes32 dispute = _seated();
        _vote(dispute, 2, 1);
        _assertStage(dispute, IArbitration.Stage.Decided);
        vm.assertEq(arbiterLots.bondOf(_arbiter(2)), ARBITER_BOND - ARBITER_PENALTY);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Upheld);
        _assertGains(int256(uint256(CLAIMED)), -int256(uint256(SIDE_BOND)));
        _assertStakeLost(CLAIMED, SIDE_BOND - 2 * ARBITER_FEE + ARBITER_PENALTY);
    }

    function test_theMajorityRejects() public {
        bytes32 dispute = _seated();
        _vote(dispute, 0, 3);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Rejected);
        _assertGains(-int256(uint256(SIDE_BOND)), int256(uint256(CLAIMED)));
        _assertStakeLost(0, SIDE_BOND - FEES - CLAIMED);
    }

    function test_aTieDecidesNothingAndBothPayThePanel() public {
        bytes32 dispute = _seated();
        _vote(dispute, 1, 1);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Undecided);
        _assertGains(-int256(uint256(ARBITER_FEE)), -int256(uint256(ARBITER_FEE)));
        vm.assertEq(token.balanceOf(_arbiter(0)), ARBITER_FEE);
        vm.assertEq(token.balanceOf(_arbiter(1)), ARBITER_FEE);
    }

    function test_oneOfThreeIsNoQuorum() public {
        bytes32 dispute = _seated();
        _vote(dispute, 1, 0);
        vm.assertEq(uint256(court.disputeOf(dispute).verdict), uint256(IArbitration.Verdict.None));
        vm.assertEq(token.balanceOf(_arbiter(0)), ARBITER_FEE);
    }

    function test_aProvidersClaimIsPaidFromThePayersBond() public {
        bytes32 dispute = _seat(_claimBy(provider, IArbitration.Claim.NotPaid));
        _vote(dispute, 3, 0);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Upheld);
        _assertGains(-int256(uint256(SIDE_BOND)), int256(uint256(CLAIMED)));
        vm.assertEq(court.awarded(lease), CLAIMED);
        _assertStakeLost(0, SIDE_BOND - FEES - CLAIMED);
    }

    function test_whatThePayersBondDoesNotCoverIsADebt() public {
        vm.prank(address(timelock));
        rules.set("disputeBond", 1e18);
        bytes32 dispute = _seat(_claimBy(provider, IArbitration.Claim.NotPaid));
        _vote(dispute, 3, 0);
        _timeOut(dispute);
        _assertGains(-int256(1e18 + FEES), 1e18);
        vm.assertEq(court.debtOf(payer), CLAIMED - 1e18);
    }

    function test_noConcessionOnceAPanelSitsOrHasSpoken() public {
        bytes32 dispute = _seated();
        vm.expectRevert(
            abi.encodeWithSelector(IArbitration.DisputeInStage.selector, dispute, IArbitration.Stage.Commit)
        );
        vm.prank(provider);
        court.concede(dispute);
        _vote(dispute, 3, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IArbitration.DisputeInStage.selector, dispute, IArbitration.Stage.Decided)
        );
        vm.prank(provider);
        court.concede(dispute);
    }

    function test_settlesAfterAVerdictAndBothPayThePanel() public {
        bytes32 dispute = _seated();
        _vote(dispute, 3, 0);
        bytes memory signature = _signOn(PAYER_KEY, court.settlementDigest(dispute, 2e18));
        vm.prank(provider);
        court.settle(dispute, 2e18, signature);
        _assertEnded(dispute, IArbitration.Outcome.Settled);
        _assertGains(2e18 - int256(FEES / 2), -int256(FEES - FEES / 2));
    }

    // ---- appeal

    function test_whoLostAppealsOnceToALargerPanel() public {
        bytes32 dispute = _seated();
        _vote(dispute, 3, 0);
        vm.assertEq(court.appealBondOf(dispute), APPEAL_BOND);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.AppealNotAllowed.selector, dispute, payer));
        vm.prank(payer);
        court.appeal(dispute, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, stranger));
        vm.prank(stranger);
        court.appeal(dispute, EVIDENCE);
        vm.expectRevert(IArbitration.EvidenceMissing.selector);
        vm.prank(provider);
        court.appeal(dispute, 0);
        _appeal(dispute, provider);
        vm.assertEq(court.panelOf(dispute, 2).length, 2 * PANEL + 1);
        _vote(dispute, 0, 7);
        _assertEnded(dispute, IArbitration.Outcome.Rejected);
        // The claimant pays the first panel, the appellant the second, and gets what was claimed.
        _assertGains(-int256(uint256(SIDE_BOND)), int256(uint256(CLAIMED)) - int256(uint256(7 * ARBITER_FEE)));
        vm.expectRevert(
            abi.encodeWithSelector(IArbitration.DisputeInStage.selector, dispute, IArbitration.Stage.Final)
        );
        vm.prank(payer);
        court.appeal(dispute, EVIDENCE);
    }

    function test_aLostAppealCostsTheLargerBond() public {
        bytes32 dispute = _seated();
        _vote(dispute, 0, 3);
        _appeal(dispute, payer);
        _vote(dispute, 0, 7);
        _assertEnded(dispute, IArbitration.Outcome.Rejected);
        _assertGains(-int256(uint256(SIDE_BOND + APPEAL_BOND)), int256(uint256(CLAIMED)));
        _assertStakeLost(0, SIDE_BOND + APPEAL_BOND - FEES - 7 * ARBITER_FEE - CLAIMED);
    }

    function test_anAppealWithoutADecisionLeavesTheVerdict() public {
        bytes32 dispute = _seated();
        _vote(dispute, 3, 0);
        _appeal(dispute, provider);
        _vote(dispute, 3, 3);
        _assertEnded(dispute, IArbitration.Outcome.Upheld);
        _assertGains(int256(uint256(CLAIMED)), -int256(uint256(SIDE_BOND + APPEAL_BOND)));
    }

    function test_eitherAppealsWhatWasUndecided() public {
        bytes32 dispute = _seated();
        _vote(dispute, 1, 1);
        _appeal(dispute, payer);
        _vote(dispute, 4, 3);
        _assertEnded(dispute, IArbitration.Outcome.Upheld);
        _assertGains(
            int256(uint256(CLAIMED)) - int256(uint256(4 * ARBITER_FEE)), -int256(uint256(SIDE_BOND))
        );
    }

    function test_undecidedTwiceIsUndecided() public {
        bytes32 dispute = _seated();
        _vote(dispute, 1, 1);
        _appeal(dispute, provider);
        _vote(dispute, 0, 0);
        _assertEnded(dispute, IArbitration.Outcome.Undecided);
        _assertGains(-int256(uint256(ARBITER_FEE)), -int256(uint256(ARBITER_FEE)));
    }

    function test_noAppealAfterItsWindow() public {
        bytes32 dispute = _seated();
        _vote(dispute, 3, 0);
        uint256 deadline = court.disputeOf(dispute).deadline;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.TooLate.selector, deadline, deadline + 1));
        vm.prank(provider);
        court.appeal(dispute, EVIDENCE);
    }

    // ---- limits

    function test_nobodyIsCompensatedBeyondWhatWasPaid() public {
        bytes32 first = _claim();
        bytes32 second = _claimBy(payer, IArbitration.Claim.WrongResult);
        _timeOut(first);
        court.advance(second);
        // Two claims of 3 out of 4 paid: the second gets what is left, the rest of its slash is insurance.
        _assertGains(int256(uint256(CAP)), 0);
        _assertStakeLost(2 * CLAIMED, 2 * CLAIMED - CAP);
    }

    function test_endsAlsoWhereItMayNoLongerSlash() public {
        bytes32 dispute = _claim();
        _asTimelock(address(registry), abi.encodeCall(IProviderRegistry.setSlasher, (address(court), false)));
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Defaulted);
        _assertGains(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.NotSlasher.selector, address(court)));
        _claimBy(payer, IArbitration.Claim.WrongResult);
        vm.expectRevert(IArbitration.CourtRetired.selector);
        _claimBy(provider, IArbitration.Claim.NotPaid);
    }

    function test_noMoreArbitersThanADrawCanGive() public {
        vm.prank(address(timelock));
        rules.set("panelSize", 200);
        vm.assertEq(court.disputeOf(_claim()).panelSize, court.MAX_PANEL());
    }

    function test_nothingAdvancesThatEndedOrNeverWas() public {
        bytes32 dispute = _claim();
        _timeOut(dispute);
        vm.expectRevert(
            abi.encodeWithSelector(IArbitration.DisputeInStage.selector, dispute, IArbitration.Stage.Final)
        );
        court.advance(dispute);
        bytes32 none = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(IArbitration.DisputeInStage.selector, none, IArbitration.Stage.None));
        court.advance(none);
    }

    function testFuzz_noUnitIsMadeOrLost(uint96 amount, uint8 first, uint8 second, bool appealed) public {
        amount = uint96(bound(amount, 1, CAP));
        vm.prank(payer);
        bytes32 dispute = court.open(lease, IArbitration.Claim.WrongResult, amount, EVIDENCE);
        _seat(dispute);
        _vote(dispute, first % 4, (first / 4) % (4 - first % 4));
        bool upheld = court.disputeOf(dispute).verdict == UPHELD;
        if (appealed) {
            _appeal(dispute, upheld ? provider : payer);
            _vote(dispute, second % 8, (second / 8) % (8 - second % 8));
        } else {
            _timeOut(dispute);
        }
        _assertStage(dispute, IArbitration.Stage.Final);
        vm.assertEq(court.totalBonds(), 0);
        vm.assertEq(token.balanceOf(address(court)), 0);
        vm.assertLe(token.balanceOf(payer), 10_000e18 + amount, "no more than claimed");
        vm.assertLe(token.balanceOf(provider), 10_000e18 + amount, "no more than claimed");
        vm.assertEq(
            token.balanceOf(address(registry)), registry.totalBonded() + registry.insurancePool(), "insured"
        );
    }

    function _drawing() private returns (bytes32 dispute) {
        dispute = _answered();
        _show(dispute);
        _timeOut(dispute);
    }
}
