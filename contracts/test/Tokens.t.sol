// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MiniTest} from "./MiniTest.sol";
import {RecordAnchor} from "../src/RecordAnchor.sol";
import {SoukToken} from "../src/SoukToken.sol";
import {TestStablecoin} from "../src/TestStablecoin.sol";
import {IRecordAnchor} from "../src/interfaces/IRecordAnchor.sol";

/// @dev SoukToken, TestStablecoin, RecordAnchor.
contract TokensTest is MiniTest {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    uint256 private constant KEY = 0xA11CE;

    function test_mintsTheWholeSupplyOnce() public {
        SoukToken token = new SoukToken(address(this));
        vm.assertEq(token.totalSupply(), 1e27);
        vm.assertEq(token.balanceOf(address(this)), 1e27);
        vm.assertEq(uint256(token.decimals()), 18);
    }

    function test_countsVotesByTime() public {
        SoukToken token = new SoukToken(address(this));
        vm.assertEq(token.CLOCK_MODE(), "mode=timestamp");
        token.delegate(address(this));
        vm.warp(block.timestamp + 1);
        vm.assertEq(token.getPastVotes(address(this), block.timestamp - 1), 1e27);
        vm.assertEq(token.clock(), block.timestamp);
    }

    function testFuzz_permits(uint256 value) public {
        SoukToken token = new SoukToken(address(this));
        TestStablecoin usd = new TestStablecoin();
        _permit(address(token), token.DOMAIN_SEPARATOR(), value);
        vm.assertEq(token.allowance(vm.addr(KEY), address(this)), value);
        vm.assertEq(token.nonces(vm.addr(KEY)), 1);
        _permit(address(usd), usd.DOMAIN_SEPARATOR(), value);
        vm.assertEq(usd.allowance(vm.addr(KEY), address(this)), value);
    }

    function testFuzz_faucetMintsUpToItsCap(uint256 amount) public {
        TestStablecoin usd = new TestStablecoin();
        uint256 cap = usd.MINT_CAP();
        if (amount > cap) vm.expectRevert(abi.encodeWithSelector(TestStablecoin.MintAboveCap.selector, cap, amount));
        usd.mint(address(this), amount);
        vm.assertEq(usd.balanceOf(address(this)), amount > cap ? 0 : amount);
        vm.assertEq(uint256(usd.decimals()), 6);
    }

    function testFuzz_anchorsRecords(bytes32 root, uint64 epoch, uint32 count) public {
        RecordAnchor anchor = new RecordAnchor();
        vm.expectEmit();
        emit IRecordAnchor.RecordsAnchored(address(this), epoch, root, count);
        anchor.anchor(root, epoch, count);
        vm.assertEq(anchor.lastRoot(address(this)), root);
    }

    function _permit(address token, bytes32 domain, uint256 value) private {
        bytes32 message = keccak256(abi.encode(PERMIT, vm.addr(KEY), address(this), value, 0, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", domain, message)));
        SoukToken(token).permit(vm.addr(KEY), address(this), value, block.timestamp, v, r, s);
    }
}
