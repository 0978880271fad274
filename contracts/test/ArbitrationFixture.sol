// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./Fixture.sol";
import {Arbitration} from "../src/Arbitration.sol";
import {Parameters} from "../src/Parameters.sol";
import {SoukToken} from "../src/SoukToken.sol";
import {IArbitration} from "../src/interfaces/IArbitration.sol";
import {IBondedPool} from "../src/interfaces/IBondedPool.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {DisputeKeys} from "../src/libraries/DisputeKeys.sol";
import {LeaseId} from "../src/types/LeaseId.sol";

/// @dev A pool whose lots fall in the order of joining, so that a test knows its panel.
contract OrderedPool {
    SoukToken private immutable _token;
    address[] private _members;
    mapping(address member => uint256) public bondOf;
    mapping(address member => uint256) public locks;
    mapping(address judge => IBondedPool.JudgeStatus) public judges;
    uint64 public round;

    constructor(SoukToken token) {
        _token = token;
    }

    function join(address member, uint256 bond) external {
        _members.push(member);
        bondOf[member] = bond;
    }

    function replace(uint256 place, address member) external {
        _members[place] = member;
    }

    function setJudge(address judge, bool active) external {
        judges[judge] = active ? IBondedPool.JudgeStatus.Active : IBondedPool.JudgeStatus.Retired;
    }

    function nextRound() external {
        ++round;
    }

    function weightOf(address member) external view returns (uint256) {
        return bondOf[member];
    }

    function draw(bytes32, uint256 count) external view returns (address[] memory drawn) {
        drawn = new address[](count < _members.length ? count : _members.length);
        for (uint256 i = 0; i < drawn.length; ++i) {
            drawn[i] = _members[i];
        }
    }

    function lock(address member) external {
        require(judges[msg.sender] == IBondedPool.JudgeStatus.Active, "not a judge");
        ++locks[member];
    }

    function unlock(address member) external {
        --locks[member];
    }

    function slash(address member, uint256 amount, address to) external returns (uint256 taken) {
        taken = amount < bondOf[member] ? amount : bondOf[member];
        bondOf[member] -= taken;
        _token.transfer(to, taken);
    }
}

/// @dev A market with a court: seven arbiters, three auditors, an active lease of which 4 of 10 sUSD are paid.
abstract contract ArbitrationFixture is Fixture {
    uint96 internal constant DISPUTE_BOND = 30e18;
    uint96 internal constant ARBITER_FEE = 5e18;
    uint96 internal constant ARBITER_PENALTY = 8e18;
    uint256 internal constant ARBITER_BOND = 100e18;
    uint8 internal constant PANEL = 3;
    uint96 internal constant SIDE_BOND = DISPUTE_BOND + PANEL * ARBITER_FEE;
    uint96 internal constant APPEAL_BOND = 2 * DISPUTE_BOND + (2 * PANEL + 1) * ARBITER_FEE;
    uint256 internal constant ANSWER_WINDOW = 50;
    uint256 internal constant EVIDENCE_WINDOW = 60;
    uint256 internal constant COURT_COMMIT_WINDOW = 70;
    uint256 internal constant COURT_REVEAL_WINDOW = 80;
    uint256 internal constant APPEAL_WINDOW = 90;
    uint256 internal constant COURT_CLAIM_WINDOW = 1000;
    uint128 internal constant PAID = 4e6;
    uint96 internal constant CAP = 4e18;
    uint96 internal constant UNPAID = 6e18;
    uint96 internal constant CLAIMED = 3e18;
    bytes32 internal constant EVIDENCE = keccak256("evidence");
    bytes32 internal constant SALT = keccak256("salt");
    IArbitration.Verdict internal constant UPHELD = IArbitration.Verdict.Upheld;
    IArbitration.Verdict internal constant REJECTED = IArbitration.Verdict.Rejected;

    Arbitration internal court;
    OrderedPool internal arbiterLots;
    OrderedPool internal auditorLots;
    Parameters internal rules;
    LeaseId internal lease;

    function setUp() public virtual override {
        super.setUp();
        arbiterLots = new OrderedPool(token);
        auditorLots = new OrderedPool(token);
        rules = new Parameters(address(timelock), _rules());
        court = new Arbitration(
            token,
            rules,
            registry,
            market,
            IBondedPool(address(auditorLots)),
            IBondedPool(address(arbiterLots))
        );
        arbiterLots.setJudge(address(court), true);
        _asTimelock(address(registry), abi.encodeCall(IProviderRegistry.setSlasher, (address(court), true)));
        for (uint256 i = 0; i < 7; ++i) {
            arbiterLots.join(_arbiter(i), ARBITER_BOND);
        }
        token.transfer(address(arbiterLots), 10_000e18);
        for (uint256 i = 1; i <= 3; ++i) {
            auditorLots.join(vm.addr(i), 1);
        }
        _enrich(payer);
        _enrich(provider);
        lease = _active();
        _settle(lease, PAID);
    }

    function _enrich(address account) internal {
        token.transfer(account, 10_000e18);
        vm.prank(account);
        token.approve(address(court), type(uint256).max);
    }

    function _arbiter(uint256 number) internal pure returns (address) {
        return address(uint160(0xA0B1 + number));
    }

    // ---- steps

    /// @dev The payer says that nothing was delivered.
    function _claim() internal returns (bytes32) {
        return _claimBy(payer, IArbitration.Claim.NotDelivered);
    }

    function _claimBy(address claimant, IArbitration.Claim claim) internal returns (bytes32) {
        vm.prank(claimant);
        return court.open(lease, claim, CLAIMED, EVIDENCE);
    }

    function _answered() internal returns (bytes32 dispute) {
        dispute = _claim();
        _answer(dispute);
    }

    function _answer(bytes32 dispute) internal {
        vm.prank(court.disputeOf(dispute).defendant);
        court.answer(dispute, EVIDENCE);
    }

    function _show(bytes32 dispute) internal {
        vm.prank(court.disputeOf(dispute).claimant);
        court.submitEvidence(dispute, EVIDENCE);
    }

    /// @dev Until the stage's deadline is over; then what time alone brings.
    function _timeOut(bytes32 dispute) internal {
        vm.warp(uint256(court.disputeOf(dispute).deadline) + 1);
        vm.prank(stranger);
        court.advance(dispute);
    }

    function _draw(bytes32 dispute) internal {
        vm.roll(uint256(court.disputeOf(dispute).deadline) + 1);
        vm.prank(stranger);
        court.advance(dispute);
    }

    /// @dev A dispute whose panel has been drawn.
    function _seated() internal returns (bytes32) {
        return _seat(_claim());
    }

    function _seat(bytes32 dispute) internal returns (bytes32) {
        _answer(dispute);
        _show(dispute);
        _timeOut(dispute);
        _draw(dispute);
        return dispute;
    }

    /// @dev Arbiters from number 0 on: first those who uphold, then those who reject; the rest stays silent.
    function _vote(bytes32 dispute, uint256 upholding, uint256 rejecting) internal {
        uint8 round = court.disputeOf(dispute).round;
        for (uint256 i = 0; i < upholding + rejecting; ++i) {
            bytes32 commitment =
                court.commitmentOf(dispute, round, _arbiter(i), i < upholding ? UPHELD : REJECTED, SALT);
            vm.prank(_arbiter(i));
            court.commit(dispute, commitment);
        }
        _timeOut(dispute);
        for (uint256 i = 0; i < upholding + rejecting; ++i) {
            vm.prank(_arbiter(i));
            court.reveal(dispute, i < upholding ? UPHELD : REJECTED, SALT);
        }
        _timeOut(dispute);
    }

    function _appeal(bytes32 dispute, address by) internal {
        vm.prank(by);
        court.appeal(dispute, EVIDENCE);
        _draw(dispute);
    }

    function _signOn(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev Auditors 1 and 2, in the order of their addresses.
    function _lodge(bytes32 dispute, IArbitration.Verdict verdict) internal {
        (address[] memory signers, bytes[] memory signatures) = _statement(dispute, verdict);
        court.lodge(dispute, verdict, EVIDENCE, signers, signatures);
    }

    function _statement(bytes32 dispute, IArbitration.Verdict verdict)
        internal
        view
        returns (address[] memory signers, bytes[] memory signatures)
    {
        bytes32 digest = court.statementDigest(dispute, verdict, EVIDENCE);
        (uint256 low, uint256 high) = vm.addr(1) < vm.addr(2) ? (uint256(1), uint256(2)) : (uint256(2), uint256(1));
        signers = new address[](2);
        signatures = new bytes[](2);
        (signers[0], signers[1]) = (vm.addr(low), vm.addr(high));
        (signatures[0], signatures[1]) = (_signOn(low, digest), _signOn(high, digest));
    }

    // ---- checks

    function _assertStage(bytes32 dispute, IArbitration.Stage stage) internal view {
        vm.assertEq(uint256(court.disputeOf(dispute).stage), uint256(stage));
    }

    function _assertEnded(bytes32 dispute, IArbitration.Outcome outcome) internal view {
        _assertStage(dispute, IArbitration.Stage.Final);
        vm.assertEq(uint256(court.disputeOf(dispute).outcome), uint256(outcome));
        vm.assertEq(token.balanceOf(address(court)), court.totalBonds(), "tokens held = bonds");
        vm.assertEq(registry.provider(provider).openChallenges, 0);
        for (uint256 i = 0; i < 7; ++i) {
            vm.assertEq(arbiterLots.locks(_arbiter(i)), 0);
        }
    }

    /// @dev What payer and provider have in their pockets, in that order, relative to the beginning.
    function _assertGains(int256 ofPayer, int256 ofProvider) internal view {
        vm.assertEq(token.balanceOf(payer), uint256(10_000e18 + ofPayer));
        vm.assertEq(token.balanceOf(provider), uint256(10_000e18 + ofProvider));
    }

    function _assertStakeLost(uint256 lost, uint256 insured) internal view {
        vm.assertEq(registry.provider(provider).stake, STAKE - lost);
        vm.assertEq(registry.insurancePool(), insured);
    }

    function _rules() private pure returns (IParameters.Entry[] memory entries) {
        entries = new IParameters.Entry[](11);
        entries[0] = IParameters.Entry(DisputeKeys.DISPUTE_BOND, DISPUTE_BOND, 1, 1e24);
        entries[1] = IParameters.Entry(DisputeKeys.ARBITER_FEE, ARBITER_FEE, 0, 1e24);
        entries[2] = IParameters.Entry(DisputeKeys.ARBITER_PENALTY, ARBITER_PENALTY, 0, 1e24);
        entries[3] = IParameters.Entry(DisputeKeys.PANEL_SIZE, PANEL, 1, 255);
        entries[4] = IParameters.Entry(DisputeKeys.AUDITOR_QUORUM, 2, 1, 15);
        entries[5] = IParameters.Entry(DisputeKeys.ANSWER_WINDOW, uint128(ANSWER_WINDOW), 1, 30 days);
        entries[6] = IParameters.Entry(DisputeKeys.EVIDENCE_WINDOW, uint128(EVIDENCE_WINDOW), 1, 30 days);
        entries[7] = IParameters.Entry(DisputeKeys.COMMIT_WINDOW, uint128(COURT_COMMIT_WINDOW), 1, 30 days);
        entries[8] = IParameters.Entry(DisputeKeys.REVEAL_WINDOW, uint128(COURT_REVEAL_WINDOW), 1, 30 days);
        entries[9] = IParameters.Entry(DisputeKeys.APPEAL_WINDOW, uint128(APPEAL_WINDOW), 1, 30 days);
        entries[10] = IParameters.Entry(DisputeKeys.CLAIM_WINDOW, uint128(COURT_CLAIM_WINDOW), 1, 90 days);
    }
}
