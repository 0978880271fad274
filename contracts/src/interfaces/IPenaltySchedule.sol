// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Indicator} from "../types/ServiceTerms.sol";

/// @notice What missing an objective costs. Both parties sign the schedule's address, so any contract may be one;
/// ServiceLevels never takes more than all that an epoch cost.
interface IPenaltySchedule {
    /// @param indicator that missed its target
    /// @param shortfall by how much, in parts per million of the target, rounded down; above zero
    /// @return basisPoints of what the epoch cost (10,000 is all)
    function penalty(Indicator indicator, uint256 shortfall) external view returns (uint256 basisPoints);
}
