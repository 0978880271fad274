// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";

/// @title sUSD: a worthless stand-in for a stablecoin on test networks. 6 decimals, permits and authorizations as the real ones.
/// @dev Warning: a faucet. Anyone may mint, so it must never be an allowed asset where money is real.
contract TestStablecoin is ERC20Permit, ERC3009 {
    /// @notice Most smallest units that one call may mint: a million sUSD.
    uint256 public constant MINT_CAP = 1_000_000e6;

    error MintAboveCap(uint256 cap, uint256 amount);

    constructor() ERC20("Souk Test USD", "sUSD") ERC20Permit("Souk Test USD") {}

    /// @notice Creates `amount` smallest units for `to`, at most MINT_CAP a call.
    function mint(address to, uint256 amount) external {
        if (amount > MINT_CAP) revert MintAboveCap(MINT_CAP, amount);
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
