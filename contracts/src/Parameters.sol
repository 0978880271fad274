// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IParameters} from "./interfaces/IParameters.sol";

/// @title Bounded numbers, moved only by their owner. Keys and bounds are fixed at construction.
contract Parameters is IParameters, Ownable {
    struct Parameter {
        uint128 value;
        bool known;
        uint128 min;
        uint128 max;
    }

    mapping(bytes32 key => Parameter) private _parameters;
    bytes32[] private _keys;

    /// @param owner_ the timelock
    /// @param entries every number there will ever be
    constructor(address owner_, Entry[] memory entries) Ownable(owner_) {
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry memory entry = entries[i];
            if (_parameters[entry.key].known) revert ParameterRepeated(entry.key);
            _parameters[entry.key] = Parameter(entry.value, true, entry.min, entry.max);
            _keys.push(entry.key);
            _set(entry.key, entry.value);
        }
    }

    /// @inheritdoc IParameters
    function set(bytes32 key, uint128 value) external onlyOwner {
        _set(key, value);
    }

    /// @inheritdoc IParameters
    function get(bytes32 key) external view returns (uint128) {
        return _known(key).value;
    }

    /// @inheritdoc IParameters
    function bounds(bytes32 key) external view returns (uint128 min, uint128 max) {
        Parameter storage parameter = _known(key);
        return (parameter.min, parameter.max);
    }

    /// @inheritdoc IParameters
    function keys() external view returns (bytes32[] memory) {
        return _keys;
    }

    function _set(bytes32 key, uint128 value) private {
        Parameter storage parameter = _known(key);
        if (value < parameter.min || value > parameter.max) {
            revert ParameterOutOfBounds(key, parameter.min, parameter.max, value);
        }
        parameter.value = value;
        emit ParameterSet(key, value);
    }

    function _known(bytes32 key) private view returns (Parameter storage parameter) {
        parameter = _parameters[key];
        if (!parameter.known) revert ParameterUnknown(key);
    }
}
