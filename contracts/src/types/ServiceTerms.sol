// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPenaltySchedule} from "../interfaces/IPenaltySchedule.sol";
import {LeaseId} from "./LeaseId.sol";

// Service levels in OpenSLO's words: indicators (SLI) are measured, objectives (SLO) are their targets.

/// @notice What is measured. Ratios are parts per million, times microseconds, throughput bytes a second. Of latency
/// and startTime less is better, of the others more.
enum Indicator {
    Availability,
    Latency,
    Throughput,
    Durability,
    StartTime
}

/// @notice One measurement of all indicators, in one storage slot. The largest value of a field's type says that it was
/// not measured.
/// @param availability probes answered in time, parts per million
/// @param latency of a probe until its first byte, 95th percentile, microseconds
/// @param throughput of transfers, bytes a second
/// @param durability audited cells that were shown, parts per million
/// @param startTime from the opening of the lease to the first answer, microseconds
struct Reading {
    uint32 availability;
    uint64 latency;
    uint64 throughput;
    uint32 durability;
    uint64 startTime;
}

/// @notice The target of an indicator over one epoch, in the indicator's unit, above zero.
struct Objective {
    Indicator indicator;
    uint64 target;
}

/// @notice What `slo` in an order stands for: keccak256 of the ABI encoding of this.
/// @param document SHA-256 of the OpenSLO document that people read
/// @param schedule what missing an objective costs
struct ServiceTerms {
    bytes32 document;
    IPenaltySchedule schedule;
    Objective[] objectives;
}

/// @notice What provider and payer both read of an epoch: counts where auditors fell silent. EIP-712, in the market's
/// domain.
struct ServiceReading {
    LeaseId lease;
    uint64 epoch;
    Reading reading;
}
