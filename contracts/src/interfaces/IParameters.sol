// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

interface IParameters {
    /// @notice A number with its bounds, at construction.
    struct Entry {
        bytes32 key;
        uint128 value;
        uint128 min;
        uint128 max;
    }

    event ParameterSet(bytes32 indexed key, uint128 value);

    error ParameterUnknown(bytes32 key);
    error ParameterRepeated(bytes32 key);
    error ParameterOutOfBounds(bytes32 key, uint128 min, uint128 max, uint128 value);

    /// @notice Moves a number within its bounds. Only the owner (the timelock).
    function set(bytes32 key, uint128 value) external;

    /// @notice The number; reverts for a key that was not registered at construction.
    function get(bytes32 key) external view returns (uint128);

    /// @notice The bounds that hold forever.
    function bounds(bytes32 key) external view returns (uint128 min, uint128 max);

    /// @notice All keys, in the order of construction.
    function keys() external view returns (bytes32[] memory);
}
