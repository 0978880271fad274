// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPenaltySchedule} from "../interfaces/IPenaltySchedule.sol";
import {Indicator} from "../types/ServiceTerms.sol";

/// @title A price list: the further below target, the more of the epoch's price comes back. Fixed once deployed.
contract SteppedPenalty is IPenaltySchedule {
    /// @notice Most steps: a claim walks over them.
    uint256 public constant MAX_STEPS = 16;
    uint256 public constant MAX_BASIS_POINTS = 10_000;

    /// @param shortfall parts per million of the target from which the step holds
    /// @param basisPoints of the epoch's cost
    struct Step {
        uint32 shortfall;
        uint16 basisPoints;
    }

    Step[] private _steps;

    error StepsWrong(uint256 step);

    /// @param steps_ 1 to 16, both numbers rising from each to the next
    constructor(Step[] memory steps_) {
        if (steps_.length == 0 || steps_.length > MAX_STEPS) revert StepsWrong(steps_.length);
        for (uint256 i = 0; i < steps_.length; ++i) {
            Step memory step = steps_[i];
            bool rises =
                i == 0 || (step.shortfall > steps_[i - 1].shortfall && step.basisPoints > steps_[i - 1].basisPoints);
            if (!rises || step.basisPoints > MAX_BASIS_POINTS) revert StepsWrong(i);
            _steps.push(step);
        }
    }

    /// @inheritdoc IPenaltySchedule
    function penalty(Indicator, uint256 shortfall) external view returns (uint256 basisPoints) {
        for (uint256 i = 0; i < _steps.length && _steps[i].shortfall <= shortfall; ++i) {
            basisPoints = _steps[i].basisPoints;
        }
    }

    function steps() external view returns (Step[] memory) {
        return _steps;
    }
}
