// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";

/// @notice Whoever takes stake for the payer of a lease.
interface ICompensations {
    /// @notice What payers of a lease were compensated so far (stake token's smallest units).
    function compensated(LeaseId lease) external view returns (uint256);
}
