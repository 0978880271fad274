// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Forwarder} from "@openzeppelin/contracts/metatx/ERC2771Forwarder.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Fixture} from "./Fixture.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IMarket} from "../src/interfaces/IMarket.sol";
import {CloseReason, LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";

/// @dev Deposits by others, permits, authorizations, and calls whose gas a sponsor pays.
contract MarketSponsoredTest is Fixture {
    bytes32 private constant FORWARD_REQUEST = keccak256(
        "ForwardRequest(address from,address to,uint256 value,uint256 gas,uint256 nonce,uint48 deadline,bytes data)"
    );
    bytes32 private constant RECEIVE = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    function test_anyoneDepositsForAnother() public {
        usd.mint(stranger, 50);
        vm.startPrank(stranger);
        usd.approve(address(market), 50);
        market.depositFor(address(usd), payer, 50);
        vm.expectRevert(abi.encodeWithSelector(IBalances.AccountMissing.selector));
        market.depositFor(address(usd), address(0), 1);
        vm.stopPrank();
        vm.assertEq(_balance(payer), 50);
        vm.assertEq(_balance(stranger), 0);
    }

    function test_depositsByAuthorizationOnce() public {
        bytes32 structHash =
            keccak256(abi.encode(RECEIVE, payer, address(market), 70, START - 1, START + 60, bytes32(uint256(1))));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, _digest(usd.DOMAIN_SEPARATOR(), structHash));
        vm.startPrank(stranger);
        market.depositWithAuthorization(
            address(usd), payer, 70, START - 1, START + 60, bytes32(uint256(1)), v, r, s
        );
        vm.assertEq(_balance(payer), 70);
        vm.expectRevert();
        market.depositWithAuthorization(
            address(usd), payer, 70, START - 1, START + 60, bytes32(uint256(1)), v, r, s
        );
        vm.stopPrank();
    }

    function test_aPermitLetsASponsorOpenALease() public {
        vm.prank(payer);
        usd.approve(address(market), 0);
        bytes32 structHash = keccak256(abi.encode(PERMIT, payer, address(market), DEPOSIT, 0, START + 60));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, _digest(usd.DOMAIN_SEPARATOR(), structHash));
        usd.permit(payer, address(market), DEPOSIT, START + 60, v, r, s);
        _assertStatus(_open(), LeaseStatus.Open);
        vm.assertEq(usd.balanceOf(payer), 1000e6 - DEPOSIT);
    }

    function test_aSponsorPaysTheGasOfAnyCall() public {
        LeaseId lease = _active();
        _forward(abi.encodeCall(market.requestClose, (lease, CloseReason.ConsumerClosed, 0)), 0);
        vm.assertEq(uint256(market.leaseOf(lease).reason), uint256(CloseReason.ConsumerClosed));
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(market.deposit, (address(usd), 30));
        calls[1] = abi.encodeCall(market.withdraw, (address(usd), 10));
        _forward(abi.encodeCall(Multicall(address(market)).multicall, (calls)), 1);
        vm.assertEq(_balance(payer), 20);
    }

    function test_onlyTheForwarderSpeaksForOthers() public {
        LeaseId lease = _active();
        bytes memory call = abi.encodeCall(market.requestClose, (lease, CloseReason.ConsumerClosed, 0));
        vm.prank(stranger);
        (bool success,) = address(market).call(abi.encodePacked(call, payer));
        vm.assertFalse(success);
    }

    function _forward(bytes memory data, uint256 nonce) private {
        bytes32 structHash = keccak256(
            abi.encode(
                FORWARD_REQUEST, payer, address(market), 0, 1_000_000, nonce, uint48(START + 60), keccak256(data)
            )
        );
        (, string memory name, string memory version, uint256 chain, address self,,) = forwarder.eip712Domain();
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                self
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PAYER_KEY, _digest(separator, structHash));
        vm.prank(stranger);
        forwarder.execute(
            ERC2771Forwarder.ForwardRequestData({
                from: payer,
                to: address(market),
                value: 0,
                gas: 1_000_000,
                deadline: uint48(START + 60),
                data: data,
                signature: abi.encodePacked(r, s, v)
            })
        );
    }

    function _digest(bytes32 separator, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }
}
