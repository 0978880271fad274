// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ArbitrationFixture} from "./ArbitrationFixture.sol";
import {IArbitration} from "../src/interfaces/IArbitration.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {Order, Quote} from "../src/types/Messages.sol";

/// @dev What payer and provider do before anybody judges.
contract ArbitrationPartiesTest is ArbitrationFixture {
    // ---- open

    function test_opensWithABondAndHoldsTheProvidersStake() public {
        bytes32 dispute = _claim();
        IArbitration.Dispute memory record = court.disputeOf(dispute);
        vm.assertEq(record.claimant, payer);
        vm.assertEq(record.defendant, provider);
        vm.assertEq(record.amount, CLAIMED);
        vm.assertEq(record.bond, SIDE_BOND);
        vm.assertEq(record.deadline, START + ANSWER_WINDOW);
        vm.assertEq(court.totalBonds(), SIDE_BOND);
        vm.assertEq(registry.provider(provider).openChallenges, 1);
        vm.assertEq(dispute, keccak256(abi.encode(lease, payer, IArbitration.Claim.NotDelivered)));
        _assertStage(dispute, IArbitration.Stage.Opened);
    }

    function test_onlyPartiesClaim() public {
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotLeaseParty.selector, lease, stranger));
        _claimBy(stranger, IArbitration.Claim.NotDelivered);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotLeaseParty.selector, LeaseId.wrap(0), payer));
        vm.prank(payer);
        court.open(LeaseId.wrap(0), IArbitration.Claim.NotDelivered, 1, EVIDENCE);
    }

    function test_eachPartyHasItsClaims() public {
        for (uint8 i = 0; i <= uint8(type(IArbitration.Claim).max); ++i) {
            IArbitration.Claim claim = IArbitration.Claim(i);
            if (claim == IArbitration.Claim.None || claim == IArbitration.Claim.NotPaid) {
                vm.expectRevert(abi.encodeWithSelector(IArbitration.ClaimNotAllowed.selector, claim));
            }
            _claimBy(payer, claim);
            if (claim != IArbitration.Claim.NotPaid && claim != IArbitration.Claim.PolicyViolated) {
                vm.expectRevert(abi.encodeWithSelector(IArbitration.ClaimNotAllowed.selector, claim));
            }
            _claimBy(provider, claim);
        }
    }

    function test_oneDisputeALeaseAndKindEver() public {
        bytes32 dispute = _claim();
        vm.expectRevert(abi.encodeWithSelector(IArbitration.DisputeExists.selector, dispute));
        _claim();
        vm.prank(payer);
        court.concede(dispute);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.DisputeExists.selector, dispute));
        _claim();
    }

    function test_claimsNoMoreThanWasPaidOrLeftUnpaid() public {
        vm.assertEq(court.claimCap(lease, true), CAP);
        vm.assertEq(court.claimCap(lease, false), UNPAID);
        vm.startPrank(payer);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.ClaimOutOfRange.selector, CAP, 0));
        court.open(lease, IArbitration.Claim.NotDelivered, 0, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.ClaimOutOfRange.selector, CAP, CAP + 1));
        court.open(lease, IArbitration.Claim.NotDelivered, CAP + 1, EVIDENCE);
        court.open(lease, IArbitration.Claim.NotDelivered, CAP, EVIDENCE);
        vm.stopPrank();
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.ClaimOutOfRange.selector, UNPAID, UNPAID + 1));
        court.open(lease, IArbitration.Claim.NotPaid, UNPAID + 1, EVIDENCE);
        court.open(lease, IArbitration.Claim.NotPaid, UNPAID, EVIDENCE);
    }

    function test_claimsUntilClaimWindowAfterTheEnd() public {
        uint256 until = START + DURATION + COURT_CLAIM_WINDOW;
        vm.warp(until + 1);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.TooLate.selector, until, until + 1));
        _claim();
        vm.warp(until);
        _claim();
    }

    function test_noDisputeOverALeaseThatNeverStarted() public {
        Order memory order = _order();
        order.nonce = 10;
        Quote memory quote = _quote(_offer(), order);
        lease = _submit(_offer(), order, quote);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.LeaseNotStarted.selector, lease));
        _claimBy(provider, IArbitration.Claim.NotPaid);
        vm.warp(START + START_WINDOW + 1);
        market.timeOutStart(order, quote);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.LeaseNotStarted.selector, lease));
        _claimBy(provider, IArbitration.Claim.NotPaid);
    }

    function test_evidenceIsNamed() public {
        vm.expectRevert(IArbitration.EvidenceMissing.selector);
        vm.prank(payer);
        court.open(lease, IArbitration.Claim.NotDelivered, CLAIMED, 0);
        bytes32 dispute = _claim();
        vm.expectRevert(IArbitration.EvidenceMissing.selector);
        vm.prank(provider);
        court.answer(dispute, 0);
        _answer(dispute);
        vm.expectRevert(IArbitration.EvidenceMissing.selector);
        vm.prank(payer);
        court.submitEvidence(dispute, 0);
    }

    // ---- answer

    function test_onlyTheDefendantAnswersInTime() public {
        bytes32 dispute = _claim();
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, payer));
        vm.prank(payer);
        court.answer(dispute, EVIDENCE);
        vm.warp(START + ANSWER_WINDOW + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitration.TooLate.selector, START + ANSWER_WINDOW, START + ANSWER_WINDOW + 1
            )
        );
        vm.prank(provider);
        court.answer(dispute, EVIDENCE);
        vm.warp(START + ANSWER_WINDOW);
        _answer(dispute);
        _assertStage(dispute, IArbitration.Stage.Evidence);
        vm.assertEq(court.totalBonds(), 2 * SIDE_BOND);
        vm.expectRevert(
            abi.encodeWithSelector(IArbitration.DisputeInStage.selector, dispute, IArbitration.Stage.Evidence)
        );
        vm.prank(provider);
        court.answer(dispute, EVIDENCE);
    }

    function test_timeoutOpened_silentProviderLoses() public {
        bytes32 dispute = _claim();
        vm.warp(START + ANSWER_WINDOW);
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitration.TooEarly.selector, START + ANSWER_WINDOW + 1, START + ANSWER_WINDOW
            )
        );
        court.advance(dispute);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Defaulted);
        _assertGains(int256(uint256(CLAIMED)), 0);
        _assertStakeLost(CLAIMED, 0);
        vm.assertEq(market.compensated(lease), CLAIMED);
        vm.assertEq(court.claimCap(lease, true), CAP - CLAIMED);
    }

    function test_timeoutOpened_silentPayerOwes() public {
        bytes32 dispute = _claimBy(provider, IArbitration.Claim.NotPaid);
        vm.assertEq(registry.provider(provider).openChallenges, 0);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Defaulted);
        _assertGains(0, 0);
        vm.assertEq(court.debtOf(payer), CLAIMED);
        vm.assertEq(court.claimCap(lease, false), UNPAID - CLAIMED);
    }

    function test_aDebtIsPaidByWhomeverItSuits() public {
        bytes32 dispute = _claimBy(provider, IArbitration.Claim.NotPaid);
        _timeOut(dispute);
        vm.startPrank(payer);
        court.payDebt(dispute, 1e18);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.DebtExceeded.selector, CLAIMED - 1e18, CLAIMED));
        court.payDebt(dispute, CLAIMED);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.DebtExceeded.selector, CLAIMED - 1e18, 0));
        court.payDebt(dispute, 0);
        court.payDebt(dispute, CLAIMED - 1e18);
        _assertGains(-int256(uint256(CLAIMED)), int256(uint256(CLAIMED)));
        vm.assertEq(court.debtOf(payer), 0);
    }

    // ---- concede

    function test_theDefendantConcedes() public {
        bytes32 dispute = _answered();
        vm.prank(provider);
        court.concede(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Conceded);
        _assertGains(int256(uint256(CLAIMED)), 0);
        _assertStakeLost(CLAIMED, 0);
    }

    function test_aPayerThatConcedesPaysOutOfItsBond() public {
        bytes32 dispute = _claimBy(provider, IArbitration.Claim.NotPaid);
        _answer(dispute);
        vm.prank(payer);
        court.concede(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Conceded);
        _assertGains(-int256(uint256(CLAIMED)), int256(uint256(CLAIMED)));
        vm.assertEq(court.debtOf(payer), 0);
    }

    function test_theClaimantWithdraws() public {
        bytes32 dispute = _answered();
        vm.prank(payer);
        court.concede(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Withdrawn);
        _assertGains(0, 0);
        _assertStakeLost(0, 0);
    }

    function test_nobodyElseConcedes() public {
        bytes32 dispute = _answered();
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, stranger));
        vm.prank(stranger);
        court.concede(dispute);
        bytes32 none = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(IArbitration.DisputeInStage.selector, none, IArbitration.Stage.None));
        court.concede(none);
    }

    // ---- settle

    function test_bothSettle() public {
        bytes32 dispute = _answered();
        bytes memory signature = _signOn(PAYER_KEY, court.settlementDigest(dispute, 1e18));
        vm.prank(provider);
        court.settle(dispute, 1e18, signature);
        _assertEnded(dispute, IArbitration.Outcome.Settled);
        _assertGains(1e18, 0);
        _assertStakeLost(1e18, 0);
    }

    function test_settlesForNothingBeforeAnAnswer() public {
        bytes32 dispute = _claim();
        bytes memory signature = _signOn(PROVIDER_KEY, court.settlementDigest(dispute, 0));
        vm.prank(payer);
        court.settle(dispute, 0, signature);
        _assertEnded(dispute, IArbitration.Outcome.Settled);
        _assertGains(0, 0);
        _assertStakeLost(0, 0);
    }

    function test_settlesOnlyWhatTheOtherSigned() public {
        bytes32 dispute = _answered();
        bytes memory signature = _signOn(PAYER_KEY, court.settlementDigest(dispute, 1e18));
        vm.expectRevert(abi.encodeWithSelector(IArbitration.BadSignature.selector, payer));
        vm.prank(provider);
        court.settle(dispute, 2e18, signature);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.BadSignature.selector, provider));
        vm.prank(payer);
        court.settle(dispute, 1e18, signature);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.ClaimOutOfRange.selector, CLAIMED, CLAIMED + 1));
        vm.prank(payer);
        court.settle(dispute, CLAIMED + 1, signature);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, stranger));
        vm.prank(stranger);
        court.settle(dispute, 1e18, signature);
    }

    // ---- evidence

    function test_timeoutEvidence_silentClaimantForfeits() public {
        bytes32 dispute = _answered();
        vm.prank(provider);
        court.submitEvidence(dispute, EVIDENCE);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Forfeited);
        // The defendant gets no more than was claimed; what is left of the bond is insurance.
        _assertGains(-int256(uint256(SIDE_BOND)), int256(uint256(CLAIMED)));
        _assertStakeLost(0, SIDE_BOND - CLAIMED);
    }

    function test_onlyPartiesShowEvidenceInTime() public {
        bytes32 dispute = _answered();
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, stranger));
        vm.prank(stranger);
        court.submitEvidence(dispute, EVIDENCE);
        vm.warp(START + EVIDENCE_WINDOW + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitration.TooLate.selector, START + EVIDENCE_WINDOW, START + EVIDENCE_WINDOW + 1
            )
        );
        vm.prank(payer);
        court.submitEvidence(dispute, EVIDENCE);
    }

    // ---- statements of auditors

    function test_timeoutAttested_theStatementStands() public {
        bytes32 dispute = _answered();
        _lodge(dispute, UPHELD);
        _assertStage(dispute, IArbitration.Stage.Attested);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Upheld);
        _assertGains(int256(uint256(CLAIMED)), -int256(uint256(SIDE_BOND)));
        _assertStakeLost(CLAIMED, SIDE_BOND);
    }

    function test_timeoutAttested_theStatementStandsAgainstTheClaimant() public {
        bytes32 dispute = _answered();
        _lodge(dispute, REJECTED);
        _timeOut(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Rejected);
        _assertGains(-int256(uint256(SIDE_BOND)), int256(uint256(CLAIMED)));
        _assertStakeLost(0, SIDE_BOND - CLAIMED);
    }

    function test_aStatementIsAcceptedAtOnce() public {
        bytes32 dispute = _answered();
        _lodge(dispute, UPHELD);
        vm.prank(provider);
        court.concede(dispute);
        _assertEnded(dispute, IArbitration.Outcome.Conceded);
        _assertGains(int256(uint256(CLAIMED)), 0);
    }

    function test_whomItSpeaksAgainstContestsAStatement() public {
        bytes32 dispute = _answered();
        _lodge(dispute, UPHELD);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, payer));
        vm.prank(payer);
        court.contest(dispute, EVIDENCE);
        vm.expectRevert(IArbitration.EvidenceMissing.selector);
        vm.prank(provider);
        court.contest(dispute, 0);
        vm.prank(provider);
        court.contest(dispute, EVIDENCE);
        _assertStage(dispute, IArbitration.Stage.Drawing);
        vm.assertEq(uint256(court.disputeOf(dispute).verdict), uint256(IArbitration.Verdict.None));
    }

    function test_theClaimantContestsAStatementForTheDefendant() public {
        bytes32 dispute = _answered();
        _lodge(dispute, REJECTED);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.NotParty.selector, dispute, provider));
        vm.prank(provider);
        court.contest(dispute, EVIDENCE);
        vm.prank(payer);
        court.contest(dispute, EVIDENCE);
        _draw(dispute);
        _assertStage(dispute, IArbitration.Stage.Commit);
    }

    function test_aStatementNeedsAQuorumOfAuditors() public {
        bytes32 dispute = _answered();
        (address[] memory signers, bytes[] memory signatures) = _statement(dispute, UPHELD);
        vm.expectRevert(IArbitration.VerdictMissing.selector);
        court.lodge(dispute, IArbitration.Verdict.None, EVIDENCE, signers, signatures);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.BadSignature.selector, signers[0]));
        court.lodge(dispute, REJECTED, EVIDENCE, signers, signatures);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.QuorumMissing.selector, 2, 1));
        court.lodge(dispute, UPHELD, EVIDENCE, signers, new bytes[](1));
        vm.expectRevert(abi.encodeWithSelector(IArbitration.QuorumMissing.selector, 2, 1));
        court.lodge(dispute, UPHELD, EVIDENCE, _one(signers[0]), new bytes[](1));
        (signers[0], signers[1]) = (signers[1], signers[0]);
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.AuditorsNotInOrder.selector, signers[0], signers[1]));
        court.lodge(dispute, UPHELD, EVIDENCE, signers, signatures);
        signers[0] = address(1);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.AuditorNotBonded.selector, address(1)));
        court.lodge(dispute, UPHELD, EVIDENCE, signers, signatures);
    }

    function test_aPartyIsNoAuditorOfItsOwnDispute() public {
        auditorLots.join(payer, 1);
        bytes32 dispute = _answered();
        bytes32 digest = court.statementDigest(dispute, UPHELD, EVIDENCE);
        address[] memory signers = new address[](2);
        bytes[] memory signatures = new bytes[](2);
        bool first = payer < vm.addr(1);
        (signers[0], signers[1]) = first ? (payer, vm.addr(1)) : (vm.addr(1), payer);
        signatures[first ? 0 : 1] = _signOn(PAYER_KEY, digest);
        signatures[first ? 1 : 0] = _signOn(1, digest);
        vm.expectRevert(abi.encodeWithSelector(IArbitration.AuditorNotBonded.selector, payer));
        court.lodge(dispute, UPHELD, EVIDENCE, signers, signatures);
    }
}
