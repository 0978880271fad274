// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// @title SOUK: stake of providers and auditors, and votes. 18 decimals, supply fixed at construction.
contract SoukToken is ERC20, ERC20Permit, ERC20Votes {
    uint256 public constant SUPPLY = 1_000_000_000e18;

    /// @param recipient gets the whole supply
    constructor(address recipient) ERC20("Souk", "SOUK") ERC20Permit("Souk") {
        _mint(recipient, SUPPLY);
    }

    /// @notice Votes are counted by unix seconds, since blocks of several chains do not compare.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}
