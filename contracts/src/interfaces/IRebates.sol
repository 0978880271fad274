// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";

/// @notice The market's way to take back from a provider what a judge found that it owes.
interface IRebates {
    /// @notice Owes the payer `amount`: from the provider's next payments and, when the lease ends, from its stake, in
    /// all no more than what the payer paid. Only judges.
    function rebate(LeaseId lease, uint128 amount) external;
}
