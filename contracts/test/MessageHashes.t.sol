// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {MessageHasher} from "./Fixture.sol";
import {MiniTest} from "./MiniTest.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {CloseConsent, InventoryRoot, Offer, Order, Quote, Receipt, Voucher} from "../src/types/Messages.sol";

/// @dev The vectors that Java and JavaScript check too.
contract MessageHashesTest is MiniTest {
    MessageHasher private hasher = new MessageHasher();
    string private file = vm.readFile("test/vectors/eip712.json");
    string private entry;

    function test_hashesOffer() public {
        entry = ".vectors[0]";
        Offer memory offer;
        offer.provider = vm.parseJsonAddress(file, _key("provider"));
        offer.resourceClass = uint8(_uint("resourceClass"));
        offer.profile = _bytes32("profile");
        offer.asset = vm.parseJsonAddress(file, _key("asset"));
        offer.unitPrices = _amounts("unitPrices");
        offer.capacity = uint128(_uint("capacity"));
        offer.minDuration = uint32(_uint("minDuration"));
        offer.maxDuration = uint32(_uint("maxDuration"));
        offer.noticeWindow = uint32(_uint("noticeWindow"));
        offer.slo = _bytes32("slo");
        offer.validFrom = uint64(_uint("validFrom"));
        offer.validUntil = uint64(_uint("validUntil"));
        offer.nonce = uint64(_uint("nonce"));
        offer.salt = _bytes32("salt");
        _check("Offer", hasher.offer(offer));
    }

    function test_hashesOrder() public {
        entry = ".vectors[1]";
        Order memory order;
        order.consumer = vm.parseJsonAddress(file, _key("consumer"));
        order.payer = vm.parseJsonAddress(file, _key("payer"));
        order.resourceClass = uint8(_uint("resourceClass"));
        order.spec = _bytes32("spec");
        order.asset = vm.parseJsonAddress(file, _key("asset"));
        order.priceCeilings = _amounts("priceCeilings");
        order.quantity = uint128(_uint("quantity"));
        order.duration = uint32(_uint("duration"));
        order.deposit = uint128(_uint("deposit"));
        order.constraints = _bytes32("constraints");
        order.slo = _bytes32("slo");
        order.fallbacks = _bytes32("fallbacks");
        order.priorityFee = uint128(_uint("priorityFee"));
        order.validUntil = uint64(_uint("validUntil"));
        order.nonce = uint64(_uint("nonce"));
        order.priceIndex = _bytes32("priceIndex");
        order.maxDeviation = uint16(_uint("maxDeviation"));
        order.salt = _bytes32("salt");
        _check("Order", hasher.order(order));
    }

    function test_hashesQuote() public {
        entry = ".vectors[2]";
        Quote memory quote =
            Quote(_bytes32("offer"), _bytes32("order"), _amounts("unitPrices"), uint64(_uint("reservedUntil")));
        _check("Quote", hasher.quote(quote));
    }

    function test_hashesVoucher() public {
        entry = ".vectors[3]";
        _check(
            "Voucher",
            hasher.voucher(
                Voucher(_lease(), uint128(_uint("cumulative")), uint64(_uint("sequence")), _bytes32("usage"))
            )
        );
    }

    function test_hashesReceipt() public {
        entry = ".vectors[4]";
        _check(
            "Receipt",
            hasher.receipt(
                Receipt(_lease(), uint64(_uint("from")), uint64(_uint("to")), _amounts("readings"), _bytes32("previous"))
            )
        );
    }

    function test_hashesInventoryRoot() public {
        entry = ".vectors[5]";
        _check(
            "InventoryRoot",
            hasher.inventory(
                InventoryRoot(
                    _lease(),
                    uint64(_uint("epoch")),
                    _bytes32("root"),
                    uint128(_uint("size")),
                    uint64(_uint("revision"))
                )
            )
        );
    }

    function test_hashesCloseConsent() public {
        entry = ".vectors[6]";
        _check(
            "CloseConsent",
            hasher.consent(CloseConsent(_lease(), uint128(_uint("cumulative")), uint8(_uint("reason"))))
        );
    }

    function _check(string memory type_, bytes32 structHash) private view {
        vm.assertEq(vm.parseJsonString(file, string.concat(entry, ".type")), type_);
        vm.assertEq(vm.parseJsonBytes32(file, string.concat(entry, ".structHash")), structHash);
        bytes32 digest = MessageHashUtils.toTypedDataHash(vm.parseJsonBytes32(file, ".domainSeparator"), structHash);
        vm.assertEq(vm.parseJsonBytes32(file, string.concat(entry, ".digest")), digest);
        bytes memory signature = vm.parseJsonBytes(file, string.concat(entry, ".signature"));
        vm.assertEq(ECDSA.recover(digest, signature), vm.parseJsonAddress(file, ".signer.address"));
    }

    function _key(string memory field) private view returns (string memory) {
        return string.concat(entry, ".message.", field);
    }

    function _uint(string memory field) private view returns (uint256) {
        return vm.parseJsonUint(file, _key(field));
    }

    function _bytes32(string memory field) private view returns (bytes32) {
        return vm.parseJsonBytes32(file, _key(field));
    }

    function _lease() private view returns (LeaseId) {
        return LeaseId.wrap(_bytes32("lease"));
    }

    function _amounts(string memory field) private view returns (uint128[] memory amounts) {
        uint256[] memory values = vm.parseJsonUintArray(file, _key(field));
        amounts = new uint128[](values.length);
        for (uint256 i = 0; i < values.length; ++i) {
            amounts[i] = uint128(values[i]);
        }
    }
}
