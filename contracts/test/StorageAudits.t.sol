// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fixture} from "./Fixture.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {IStorageAudits} from "../src/interfaces/IStorageAudits.sol";
import {MerkleProofs, SumStep} from "../src/libraries/MerkleProofs.sol";
import {CloseReason} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {CloseConsent, InventoryRoot} from "../src/types/Messages.sol";

/// @dev An inventory of two shards: the first of two cells, the second of one.
contract StorageAuditsTest is Fixture {
    uint64 private constant CELL = 1024;
    uint64 private constant CELLS = 3;
    // START is the beginning of an epoch.
    uint64 private constant EPOCH_NUMBER = uint64(START / EPOCH);
    bytes32 private constant EVIDENCE = keccak256("transcript");

    LeaseId private lease;
    uint64 private expiry;

    function setUp() public override {
        super.setUp();
        lease = _active();
        _settle(lease, 60);
        vm.warp(START + EPOCH);
        vm.roll(100);
    }

    // ---- pinSeed

    function test_pinsAnEpochOnceItIsOver() public {
        vm.warp(START + EPOCH - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStorageAudits.EpochNotOver.selector, EPOCH_NUMBER, START + EPOCH, START + EPOCH - 1
            )
        );
        audits.pinSeed(EPOCH_NUMBER);
        vm.expectRevert(abi.encodeWithSelector(IStorageAudits.SeedNotPinned.selector, EPOCH_NUMBER));
        audits.seedOf(lease, EPOCH_NUMBER);
        vm.warp(START + EPOCH);
        bytes32 randomness = audits.pinSeed(EPOCH_NUMBER);
        vm.assertEq(audits.randomnessOf(EPOCH_NUMBER), randomness);
        vm.assertEq(audits.seedOf(lease, EPOCH_NUMBER), sha256(abi.encodePacked(randomness, lease, EPOCH_NUMBER)));
        vm.expectRevert(abi.encodeWithSelector(IStorageAudits.SeedAlreadyPinned.selector, EPOCH_NUMBER));
        audits.pinSeed(EPOCH_NUMBER);
        vm.assertEq(audits.currentEpoch(), EPOCH_NUMBER + 1);
    }

    function test_drawsTheCellsOfTheSharedVectors() public view {
        string memory file = vm.readFile("test/vectors/audit.json");
        for (uint256 i = 0; i < 3; ++i) {
            string memory entry = string.concat(".cases[", vm.toString(i), "]");
            bytes32 seed = vm.parseJsonBytes32(file, string.concat(entry, ".seed"));
            bytes memory preimage = abi.encodePacked(
                vm.parseJsonBytes32(file, string.concat(entry, ".randomness")),
                vm.parseJsonBytes32(file, string.concat(entry, ".lease")),
                uint64(vm.parseJsonUint(file, string.concat(entry, ".epoch")))
            );
            vm.assertEq(sha256(preimage), seed);
            uint64 cells = uint64(vm.parseJsonUint(file, string.concat(entry, ".total"))) / CELL;
            for (uint256 j = 0; j < 4; ++j) {
                string memory part = string.concat(entry, ".answers[", vm.toString(j), "]");
                uint64 index = uint64(vm.parseJsonUint(file, string.concat(part, ".challenge")));
                vm.assertEq(
                    audits.positionOf(seed, index, cells), vm.parseJsonUint(file, string.concat(part, ".cell"))
                );
            }
        }
    }

    // ---- openChallenge

    function test_opensAChallengeWithABond() public {
        bytes32 challenge = _challenge(0);
        IStorageAudits.Challenge memory record = audits.challengeOf(challenge);
        vm.assertEq(record.provider, provider);
        vm.assertEq(record.auditor, auditor);
        vm.assertEq(record.bond, BOND);
        vm.assertEq(record.deadline, START + EPOCH + DISPUTE_WINDOW);
        vm.assertEq(record.evidence, EVIDENCE);
        vm.assertEq(
            record.position, audits.positionOf(audits.seedOf(lease, EPOCH_NUMBER), 0, CELLS)
        );
        vm.assertEq(token.balanceOf(address(audits)), BOND);
        vm.assertEq(audits.totalBonds(), BOND);
        vm.assertEq(registry.provider(provider).openChallenges, 1);
    }

    function test_rejectsTheSameChallengeTwice() public {
        bytes32 challenge = _challenge(0);
        _expectOpen(_inventory(), 0, abi.encodeWithSelector(IStorageAudits.ChallengeExists.selector, challenge));
    }

    function test_rejectsAnUnsignedInventory() public {
        audits.pinSeed(EPOCH_NUMBER);
        InventoryRoot memory inventory = _inventory();
        bytes memory signature = _sign(PAYER_KEY, hasher.inventory(inventory));
        vm.prank(auditor);
        vm.expectRevert(abi.encodeWithSelector(IStorageAudits.BadSignature.selector, provider));
        audits.openChallenge(inventory, signature, 0, 0);
    }

    function test_rejectsAnEmptyOrHugeInventory() public {
        audits.pinSeed(EPOCH_NUMBER);
        InventoryRoot memory inventory = _inventory();
        inventory.size = CELL - 1;
        _expectOpen(inventory, 0, abi.encodeWithSelector(IStorageAudits.InventoryEmpty.selector, lease));
        inventory.size = uint128(type(uint64).max) + 1;
        _expectOpen(
            inventory,
            0,
            abi.encodeWithSelector(
                IStorageAudits.InventoryTooLarge.selector, type(uint64).max, uint256(type(uint64).max) + 1
            )
        );
    }

    function test_rejectsAnOldEpoch() public {
        audits.pinSeed(EPOCH_NUMBER);
        vm.warp(START + EPOCH + AUDIT_WINDOW + 1);
        _expectOpen(
            _inventory(),
            0,
            abi.encodeWithSelector(
                IStorageAudits.EpochTooOld.selector,
                EPOCH_NUMBER,
                START + EPOCH + AUDIT_WINDOW,
                START + EPOCH + AUDIT_WINDOW + 1
            )
        );
    }

    function test_rejectsALeaseThatDoesNotRun() public {
        audits.pinSeed(EPOCH_NUMBER);
        InventoryRoot memory inventory = _inventory();
        inventory.lease = LeaseId.wrap(keccak256("none"));
        _expectOpen(
            inventory, 0, abi.encodeWithSelector(IStorageAudits.LeaseNotRunning.selector, inventory.lease)
        );
    }

    function test_rejectsALeaseThatIsOver() public {
        vm.prank(payer);
        market.requestClose(lease, CloseReason.ConsumerClosed, 0);
        audits.pinSeed(EPOCH_NUMBER);
        vm.warp(START + EPOCH + NOTICE);
        _expectOpen(_inventory(), 0, abi.encodeWithSelector(IStorageAudits.LeaseNotRunning.selector, lease));
    }

    function test_aChallengeOutlivesTheLease() public {
        bytes32 challenge = _challenge(0);
        (CloseConsent memory consent, bytes memory signature) = _consent(lease, 60, 1, PAYER_KEY);
        vm.prank(provider);
        market.closeCooperative(consent, signature);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderHasObligations.selector, 0, 1));
        registry.deregister();
        vm.warp(START + EPOCH + DISPUTE_WINDOW + 1);
        audits.resolve(challenge);
        vm.assertEq(registry.provider(provider).stake, STAKE - SLASH);
    }

    function test_bondsComeBackWhenTheAuditsAreRetired() public {
        bytes32 challenge = _challenge(0);
        _asTimelock(address(registry), abi.encodeCall(registry.setSlasher, (address(audits), false)));
        vm.warp(START + EPOCH + DISPUTE_WINDOW + 1);
        audits.resolve(challenge);
        vm.assertEq(token.balanceOf(auditor), 1000e18);
        vm.assertEq(registry.provider(provider).stake, STAKE);
    }

    // ---- answer

    function test_anAnswerWinsTheBondForAnyCell() public {
        bool[3] memory seen;
        for (uint64 i = 0; i < 16; ++i) {
            bytes32 challenge = _challenge(i);
            uint64 position = audits.challengeOf(challenge).position;
            seen[position] = true;
            uint256 before = token.balanceOf(provider);
            vm.expectEmit();
            emit IStorageAudits.ChallengeAnswered(challenge, lease, provider);
            audits.answer(challenge, _answer(position));
            vm.assertEq(token.balanceOf(provider), before + BOND);
        }
        vm.assertTrue(seen[0] && seen[1] && seen[2]);
        vm.assertEq(audits.totalBonds(), 0);
        vm.assertEq(registry.provider(provider).openChallenges, 0);
        vm.assertEq(registry.provider(provider).stake, STAKE);
    }

    function test_rejectsWrongAnswers() public {
        bytes32 challenge = _challengeAt(1);
        IStorageAudits.Answer memory proof = _answer(1);
        proof.leaf[7] ^= 0x01;
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.CellPathWrong.selector));
        proof = _answer(1);
        proof.leaf = new bytes(1023);
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.LeafSizeWrong.selector, 1024, 1023));
        proof = _answer(1);
        proof.shardSize = 1000;
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.ShardSizeWrong.selector, 1000));
        proof = _answer(1);
        proof.shardPath[0].sum += 1024;
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.InventoryPathWrong.selector));
        proof = _answer(1);
        proof.shardExpiry += 1;
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.InventoryPathWrong.selector));
        proof = _answer(2);
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.PositionOutsideShard.selector, 1));
    }

    function test_rejectsACellOfTheRightShardAtAnotherPlace() public {
        bytes32 challenge = _challengeAt(1);
        IStorageAudits.Answer memory proof = _answer(0);
        _expectAnswer(challenge, proof, abi.encodeWithSelector(IStorageAudits.CellPathWrong.selector));
    }

    function test_nobodyHasToKeepAnExpiredShard() public {
        expiry = uint64(START + EPOCH);
        bytes32 challenge = _challengeAt(0);
        IStorageAudits.Answer memory proof = _answer(0);
        proof.leaf = "";
        proof.cellPath = new bytes32[](0);
        audits.answer(challenge, proof);
        vm.assertEq(uint256(audits.challengeOf(challenge).status), uint256(IStorageAudits.ChallengeStatus.Answered));
    }

    function test_rejectsALateAnswer() public {
        bytes32 challenge = _challengeAt(0);
        uint256 deadline = audits.challengeOf(challenge).deadline;
        IStorageAudits.Answer memory proof = _answer(0);
        vm.warp(deadline + 1);
        _expectAnswer(
            challenge, proof, abi.encodeWithSelector(IStorageAudits.TooLate.selector, deadline, deadline + 1)
        );
    }

    // ---- resolve

    function test_slashesAProviderThatDoesNotAnswer() public {
        bytes32 challenge = _challenge(0);
        uint256 cap = 60 * uint256(RATE);
        vm.warp(START + EPOCH + DISPUTE_WINDOW + 1);
        vm.expectEmit();
        emit IStorageAudits.ChallengeFailed(challenge, lease, provider, cap, true, EVIDENCE);
        vm.prank(stranger);
        audits.resolve(challenge);
        vm.assertEq(registry.provider(provider).stake, STAKE - SLASH);
        vm.assertEq(token.balanceOf(payer), cap);
        vm.assertEq(token.balanceOf(auditor), 1000e18 + AUDITOR_FEE);
        vm.assertEq(registry.insurancePool(), SLASH - cap - AUDITOR_FEE);
        vm.assertEq(registry.compensated(lease), cap);
        vm.assertTrue(audits.slashedFor(lease, EPOCH_NUMBER));
        IStorageAudits.Answer memory proof = _answer(0);
        _expectAnswer(
            challenge,
            proof,
            abi.encodeWithSelector(
                IStorageAudits.ChallengeNotOpen.selector, challenge, IStorageAudits.ChallengeStatus.Failed
            )
        );
    }

    function test_slashesOnceALeaseAndEpoch() public {
        bytes32 first = _challenge(0);
        bytes32 second = _challenge(1);
        vm.warp(START + EPOCH + DISPUTE_WINDOW + 1);
        audits.resolve(first);
        vm.expectEmit();
        emit IStorageAudits.ChallengeFailed(second, lease, provider, 0, false, EVIDENCE);
        audits.resolve(second);
        vm.assertEq(registry.provider(provider).stake, STAKE - SLASH);
        vm.assertEq(token.balanceOf(auditor), 1000e18 + AUDITOR_FEE);
        vm.assertEq(registry.provider(provider).openChallenges, 0);
    }

    function testFuzz_compensatesNoMoreThanWasPaid(uint256 paid) public {
        paid = bound(paid, 61, DEPOSIT);
        _settle(lease, uint128(paid));
        bytes32 challenge = _challenge(0);
        vm.warp(START + EPOCH + DISPUTE_WINDOW + 1);
        audits.resolve(challenge);
        vm.warp(START + 2 * EPOCH + 1);
        InventoryRoot memory inventory = _inventory();
        inventory.epoch = EPOCH_NUMBER + 1;
        vm.roll(200);
        audits.pinSeed(inventory.epoch);
        challenge = _open(inventory, 0);
        vm.warp(START + 3 * EPOCH + DISPUTE_WINDOW + 1);
        audits.resolve(challenge);
        vm.assertLe(token.balanceOf(payer), paid * RATE);
        vm.assertEq(registry.compensated(lease), token.balanceOf(payer));
    }

    function test_rejectsResolvingTooEarlyOrWhatIsNotOpen() public {
        bytes32 challenge = _challenge(0);
        uint256 deadline = START + EPOCH + DISPUTE_WINDOW;
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IStorageAudits.TooEarly.selector, deadline + 1, deadline));
        audits.resolve(challenge);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStorageAudits.ChallengeNotOpen.selector, bytes32(0), IStorageAudits.ChallengeStatus.None
            )
        );
        audits.resolve(0);
    }

    // ---- an inventory

    function _challenge(uint64 index) private returns (bytes32) {
        if (audits.randomnessOf(EPOCH_NUMBER) == 0) audits.pinSeed(EPOCH_NUMBER);
        return _open(_inventory(), index);
    }

    /// @dev Tries indexes until one asks for the wanted cell.
    function _challengeAt(uint64 position) private returns (bytes32) {
        audits.pinSeed(EPOCH_NUMBER);
        bytes32 seed = audits.seedOf(lease, EPOCH_NUMBER);
        uint64 index;
        while (audits.positionOf(seed, index, CELLS) != position) ++index;
        return _challenge(index);
    }

    function _open(InventoryRoot memory inventory, uint64 index) private returns (bytes32) {
        bytes memory signature = _sign(PROVIDER_KEY, hasher.inventory(inventory));
        vm.prank(auditor);
        return audits.openChallenge(inventory, signature, index, EVIDENCE);
    }

    function _expectOpen(InventoryRoot memory inventory, uint64 index, bytes memory reason) private {
        bytes memory signature = _sign(PROVIDER_KEY, hasher.inventory(inventory));
        vm.prank(auditor);
        vm.expectRevert(reason);
        audits.openChallenge(inventory, signature, index, EVIDENCE);
    }

    function _expectAnswer(bytes32 challenge, IStorageAudits.Answer memory proof, bytes memory reason) private {
        vm.expectRevert(reason);
        audits.answer(challenge, proof);
    }

    function _cell(uint64 position) private pure returns (bytes memory cell) {
        cell = new bytes(CELL);
        for (uint256 i = 0; i < CELL; ++i) {
            cell[i] = bytes1(uint8(position * 7 + i));
        }
    }

    function _shards() private view returns (bytes32 first, bytes32 firstEntry, bytes32 second, bytes32 secondEntry) {
        first = MerkleProofs.nodeHash(MerkleProofs.leafHash(_cell(0)), MerkleProofs.leafHash(_cell(1)));
        second = MerkleProofs.leafHash(_cell(2));
        firstEntry = MerkleProofs.sumLeafHash(first, 2 * CELL, expiry);
        secondEntry = MerkleProofs.sumLeafHash(second, CELL, expiry);
    }

    function _inventory() private view returns (InventoryRoot memory inventory) {
        (, bytes32 firstEntry,, bytes32 secondEntry) = _shards();
        bytes32 root = MerkleProofs.sumNodeHash(firstEntry, 2 * CELL, secondEntry, CELL);
        inventory = InventoryRoot(lease, EPOCH_NUMBER, root, CELLS * CELL, 1);
    }

    function _answer(uint64 position) private view returns (IStorageAudits.Answer memory proof) {
        (bytes32 first, bytes32 firstEntry, bytes32 second, bytes32 secondEntry) = _shards();
        bool inFirst = position < 2;
        proof.leaf = _cell(position);
        proof.cellPath = new bytes32[](inFirst ? 1 : 0);
        if (inFirst) proof.cellPath[0] = MerkleProofs.leafHash(_cell(1 - position));
        proof.shardRoot = inFirst ? first : second;
        proof.shardSize = inFirst ? 2 * CELL : CELL;
        proof.shardExpiry = expiry;
        proof.shardPath = new SumStep[](1);
        proof.shardPath[0] = inFirst ? SumStep(secondEntry, CELL, false) : SumStep(firstEntry, 2 * CELL, true);
    }
}
