// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";

/// @notice The market's way to take back from a provider what a judge found that it owes.
interface IRebates {
    /// @notice Gives the payer back up to `amount` of what it paid: from the provider's balance, then from its stake.
    /// Only judges.
    /// @return granted the part that what was paid so far allows
    function rebate(LeaseId lease, uint128 amount, bytes32 evidence) external returns (uint128 granted);
}
