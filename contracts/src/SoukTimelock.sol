// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Owner of the parameters, the asset allow-list, the slashers and the insurance pool.
contract SoukTimelock is TimelockController {
    /// @param minDelay seconds between scheduling and executing
    /// @param proposers may schedule and cancel
    /// @param executors may execute; the zero address opens that to anyone
    /// @param admin may set roles without delay until it renounces; zero for none
    constructor(uint256 minDelay, address[] memory proposers, address[] memory executors, address admin)
        TimelockController(minDelay, proposers, executors, admin)
    {}
}
