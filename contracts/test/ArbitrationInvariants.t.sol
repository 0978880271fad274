// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ArbitrationFixture} from "./ArbitrationFixture.sol";
import {MiniTest} from "./MiniTest.sol";
import {IArbitration} from "../src/interfaces/IArbitration.sol";
import {LeaseId} from "../src/types/LeaseId.sol";

/// @dev Everything that parties, auditors, arbiters and time may do to disputes, in any order. Each step that the court
/// refuses is caught, so that a refusal never hides what came before.
contract ArbitrationHandler is ArbitrationFixture {
    uint256 private constant LEASES = 4;
    /// Stages of two rounds, and a draw that is repeated.
    uint256 private constant MOST_STEPS = 12;

    LeaseId[] private _leases;
    bytes32[] public disputes;
    mapping(uint256 outcome => uint256) public reached;

    function prepare() external {
        setUp();
        _leases.push(lease);
        for (uint256 i = 1; i < LEASES; ++i) {
            _leases.push(_openSalted(i));
            _activate(_leases[i]);
            _settle(_leases[i], uint128(i * 1e6));
        }
    }

    function open(uint256 which, uint8 claim, uint256 amount, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        try court.open(
            _leases[which % LEASES], IArbitration.Claim(claim % 7), uint96(bound(amount, 1, 8e18)), EVIDENCE
        ) returns (bytes32 dispute) {
            disputes.push(dispute);
        } catch {}
    }

    function answer(uint256 which) external {
        bytes32 dispute = _pick(which);
        vm.prank(court.disputeOf(dispute).defendant);
        try court.answer(dispute, EVIDENCE) {} catch {}
    }

    function submitEvidence(uint256 which, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        try court.submitEvidence(_pick(which), EVIDENCE) {} catch {}
    }

    function concede(uint256 which, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        try court.concede(_pick(which)) {} catch {}
    }

    function settle(uint256 which, uint256 amount, bool byPayer) external {
        bytes32 dispute = _pick(which);
        uint96 settled = uint96(bound(amount, 0, 8e18));
        bytes memory signature =
            _signOn(byPayer ? PROVIDER_KEY : PAYER_KEY, court.settlementDigest(dispute, settled));
        vm.prank(byPayer ? payer : provider);
        try court.settle(dispute, settled, signature) {} catch {}
    }

    function lodge(uint256 which, bool upheld) external {
        bytes32 dispute = _pick(which);
        IArbitration.Verdict verdict = upheld ? UPHELD : REJECTED;
        (address[] memory signers, bytes[] memory signatures) = _statement(dispute, verdict);
        try court.lodge(dispute, verdict, EVIDENCE, signers, signatures) {} catch {}
    }

    function contest(uint256 which, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        try court.contest(_pick(which), EVIDENCE) {} catch {}
    }

    /// @dev All but the arbiters of a mask.
    function commit(uint256 which, uint8 silent) external {
        bytes32 dispute = _pick(which);
        uint8 round = court.disputeOf(dispute).round;
        for (uint256 i = 0; i < 7; ++i) {
            if (silent >> i & 1 == 1) continue;
            bytes32 commitment = court.commitmentOf(dispute, round, _arbiter(i), _view(dispute, round, i), SALT);
            vm.prank(_arbiter(i));
            try court.commit(dispute, commitment) {} catch {}
        }
    }

    function reveal(uint256 which, uint8 silent) external {
        bytes32 dispute = _pick(which);
        uint8 round = court.disputeOf(dispute).round;
        for (uint256 i = 0; i < 7; ++i) {
            if (silent >> i & 1 == 1) continue;
            vm.prank(_arbiter(i));
            try court.reveal(dispute, _view(dispute, round, i), SALT) {} catch {}
        }
    }

    function appeal(uint256 which, bool byPayer) external {
        vm.prank(byPayer ? payer : provider);
        try court.appeal(_pick(which), EVIDENCE) {} catch {}
    }

    function advance(uint256 which) external {
        try court.advance(_pick(which)) {} catch {}
    }

    function payDebt(uint256 which, uint256 amount) external {
        vm.prank(payer);
        try court.payDebt(_pick(which), uint96(bound(amount, 0, 8e18))) {} catch {}
    }

    function pass(uint256 time, bool newRound) external {
        vm.warp(block.timestamp + bound(time, 1, 120));
        vm.roll(block.number + 2);
        if (newRound) arbiterLots.nextRound();
    }

    // ---- what must hold

    function checkCourtHoldsTheBonds() external view {
        vm.assertEq(token.balanceOf(address(court)), court.totalBonds(), "tokens held = bonds");
        vm.assertEq(
            token.balanceOf(address(registry)),
            registry.totalBonded() + registry.insurancePool(),
            "stake + insurance = tokens held"
        );
    }

    function checkNobodyIsGivenMoreThanTheCap() external view {
        for (uint256 i = 0; i < LEASES; ++i) {
            vm.assertLe(registry.compensated(_leases[i]), market.compensationCap(_leases[i]), "compensated <= paid");
            uint256 unpaid = (DEPOSIT - market.leaseOf(_leases[i]).paid) * RATE;
            vm.assertLe(court.awarded(_leases[i]), unpaid, "awarded <= unpaid");
        }
    }

    function checkDebtsAddUp() external view {
        uint256 debts;
        for (uint256 i = 0; i < disputes.length; ++i) {
            debts += court.disputeOf(disputes[i]).debt;
        }
        vm.assertEq(court.debtOf(payer), debts, "an account's debt is the sum of its disputes'");
        vm.assertEq(court.debtOf(provider), 0);
    }

    function checkEveryDisputeEndsByTimeAlone() external {
        for (uint256 i = 0; i < disputes.length; ++i) {
            bytes32 dispute = disputes[i];
            for (uint256 step = 0; court.disputeOf(dispute).stage != IArbitration.Stage.Final; ++step) {
                vm.assertLe(step, MOST_STEPS, "ends by time alone");
                if (court.disputeOf(dispute).stage == IArbitration.Stage.Drawing) vm.roll(block.number + 2);
                else vm.warp(block.timestamp + 100);
                court.advance(dispute);
            }
            ++reached[uint256(court.disputeOf(dispute).outcome)];
        }
        vm.assertEq(court.totalBonds(), 0, "every bond went somewhere");
        vm.assertEq(token.balanceOf(address(court)), 0);
        vm.assertEq(registry.provider(provider).openChallenges, 0);
        for (uint256 i = 0; i < 7; ++i) {
            vm.assertEq(arbiterLots.locks(_arbiter(i)), 0);
        }
    }

    function _pick(uint256 which) private view returns (bytes32) {
        return disputes.length == 0 ? bytes32(0) : disputes[which % disputes.length];
    }

    function _view(bytes32 dispute, uint8 round, uint256 arbiter) private pure returns (IArbitration.Verdict) {
        return uint256(keccak256(abi.encode(dispute, round, arbiter))) % 2 == 0 ? UPHELD : REJECTED;
    }
}

contract ArbitrationInvariantsTest is MiniTest {
    ArbitrationHandler private handler;

    function setUp() public {
        handler = new ArbitrationHandler();
        handler.prepare();
        targetContract(address(handler));
    }

    /// @dev Only steps, neither checks nor the fixture's own set-up.
    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory steps = new bytes4[](13);
        steps[0] = ArbitrationHandler.open.selector;
        steps[1] = ArbitrationHandler.answer.selector;
        steps[2] = ArbitrationHandler.submitEvidence.selector;
        steps[3] = ArbitrationHandler.concede.selector;
        steps[4] = ArbitrationHandler.settle.selector;
        steps[5] = ArbitrationHandler.lodge.selector;
        steps[6] = ArbitrationHandler.contest.selector;
        steps[7] = ArbitrationHandler.commit.selector;
        steps[8] = ArbitrationHandler.reveal.selector;
        steps[9] = ArbitrationHandler.appeal.selector;
        steps[10] = ArbitrationHandler.advance.selector;
        steps[11] = ArbitrationHandler.payDebt.selector;
        steps[12] = ArbitrationHandler.pass.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), steps);
    }

    function invariant_bondsAndAwardsAddUp() public view {
        handler.checkCourtHoldsTheBonds();
        handler.checkNobodyIsGivenMoreThanTheCap();
        handler.checkDebtsAddUp();
    }

    function afterInvariant() public {
        handler.checkEveryDisputeEndsByTimeAlone();
    }

    /// @dev The handler must reach what it is meant to reach, or the invariants prove nothing.
    function test_handlerLeadsADisputeThroughAnAppeal() public {
        handler.open(0, 1, 1e18, true);
        handler.open(1, 6, 1e18, false);
        handler.answer(0);
        handler.submitEvidence(0, true);
        handler.pass(61, false);
        handler.advance(0);
        handler.pass(1, false);
        handler.advance(0);
        handler.commit(0, 0);
        handler.pass(71, false);
        handler.advance(0);
        handler.reveal(0, 0);
        handler.pass(81, false);
        handler.advance(0);
        handler.appeal(0, true);
        handler.appeal(0, false);
        handler.pass(1, false);
        handler.advance(0);
        handler.commit(0, 0);
        handler.pass(71, false);
        handler.advance(0);
        handler.reveal(0, 0);
        handler.pass(81, false);
        handler.advance(0);
        handler.checkCourtHoldsTheBonds();
        handler.checkEveryDisputeEndsByTimeAlone();
        uint256 judged = handler.reached(uint256(IArbitration.Outcome.Upheld))
            + handler.reached(uint256(IArbitration.Outcome.Rejected));
        vm.assertEq(judged, 1);
        vm.assertEq(handler.reached(uint256(IArbitration.Outcome.Defaulted)), 1);
        handler.payDebt(1, 5e17);
        handler.checkDebtsAddUp();
    }
}
