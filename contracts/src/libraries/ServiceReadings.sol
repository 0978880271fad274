// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {LeaseId} from "../types/LeaseId.sol";
import {Indicator, Reading} from "../types/ServiceTerms.sol";

/// @title Readings as numbers by indicator: medians, outliers and shortfalls.
library ServiceReadings {
    uint256 internal constant INDICATORS = 5;
    /// @notice One, of ratios and shortfalls.
    uint256 internal constant MILLION = 1_000_000;

    bytes32 internal constant TYPE_HASH = keccak256(
        "ServiceReading(bytes32 lease,uint64 epoch,uint32 availability,uint64 latency,uint64 throughput,uint32 durability,uint64 startTime)"
    );

    function hash(Reading memory reading, LeaseId lease, uint64 epoch) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                TYPE_HASH,
                lease,
                epoch,
                reading.availability,
                reading.latency,
                reading.throughput,
                reading.durability,
                reading.startTime
            )
        );
    }

    /// @notice The value of an indicator, and whether it was measured.
    function valueOf(Reading memory reading, uint256 indicator) internal pure returns (uint256 value, bool measured) {
        if (indicator == uint256(Indicator.Availability)) return _known(reading.availability, type(uint32).max);
        if (indicator == uint256(Indicator.Latency)) return _known(reading.latency, type(uint64).max);
        if (indicator == uint256(Indicator.Throughput)) return _known(reading.throughput, type(uint64).max);
        if (indicator == uint256(Indicator.Durability)) return _known(reading.durability, type(uint32).max);
        return _known(reading.startTime, type(uint64).max);
    }

    /// @notice Whether no ratio is above one.
    function isInRange(Reading memory reading) internal pure returns (bool) {
        (uint256 availability, bool available) = valueOf(reading, uint256(Indicator.Availability));
        (uint256 durability, bool durable) = valueOf(reading, uint256(Indicator.Durability));
        return !(available && availability > MILLION) && !(durable && durability > MILLION);
    }

    /// @notice The medians of all indicators that at least `quorum` readings measured. Of two values in the middle the
    /// better one counts, so that more than half must have seen a fault.
    function median(Reading[] memory readings, uint256 quorum) internal pure returns (Reading memory result) {
        uint256[INDICATORS] memory values;
        for (uint256 i = 0; i < INDICATORS; ++i) {
            values[i] = _median(readings, i, quorum);
        }
        // Casting is safe: each value was read from a field of the same type, or is its largest value.
        // forge-lint: disable-start(unsafe-typecast)
        result.availability = uint32(values[0]);
        result.latency = uint64(values[1]);
        result.throughput = uint64(values[2]);
        result.durability = uint32(values[3]);
        result.startTime = uint64(values[4]);
        // forge-lint: disable-end(unsafe-typecast)
    }

    /// @notice Whether any value is more than `factor` times above or below its median.
    function isFarFrom(Reading memory reading, Reading memory middle, uint256 factor) internal pure returns (bool) {
        for (uint256 i = 0; i < INDICATORS; ++i) {
            (uint256 value, bool measured) = valueOf(reading, i);
            (uint256 center, bool known) = valueOf(middle, i);
            if (measured && known && (value > center * factor || center > value * factor)) return true;
        }
        return false;
    }

    /// @notice By how much a value misses its target, in parts per million of the target, rounded down.
    function shortfall(uint256 indicator, uint256 value, uint256 target) internal pure returns (uint256) {
        (uint256 more, uint256 less) = isLessBetter(indicator) ? (value, target) : (target, value);
        return more <= less ? 0 : (more - less) * MILLION / target;
    }

    function isLessBetter(uint256 indicator) internal pure returns (bool) {
        return indicator == uint256(Indicator.Latency) || indicator == uint256(Indicator.StartTime);
    }

    /// @dev All bits set, which any narrower type reads as "not measured", if fewer than `quorum` measured it.
    function _median(Reading[] memory readings, uint256 indicator, uint256 quorum) private pure returns (uint256) {
        uint256[] memory sorted = new uint256[](readings.length);
        uint256 count = 0;
        for (uint256 i = 0; i < readings.length; ++i) {
            (uint256 value, bool measured) = valueOf(readings[i], indicator);
            if (!measured) continue;
            uint256 place = count++;
            for (; place > 0 && sorted[place - 1] > value; --place) {
                sorted[place] = sorted[place - 1];
            }
            sorted[place] = value;
        }
        if (count < quorum || count == 0) return type(uint256).max;
        return sorted[isLessBetter(indicator) ? (count - 1) / 2 : count / 2];
    }

    function _known(uint256 value, uint256 unmeasured) private pure returns (uint256, bool) {
        return (value, value != unmeasured);
    }
}
