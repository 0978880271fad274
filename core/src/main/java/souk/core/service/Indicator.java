package souk.core.service;

/// What is measured, in the order of the contracts.
public enum Indicator {
    /// Probes answered in time, parts per million.
    AVAILABILITY,
    /// Of a probe until its first byte, 95th percentile, microseconds.
    LATENCY,
    /// Of transfers, bytes a second.
    THROUGHPUT,
    /// Audited cells that were shown, parts per million.
    DURABILITY,
    /// From the opening of the lease to the first answer, microseconds.
    START_TIME;

    /// Whether a smaller value is the better one.
    public boolean isLessBetter() {
        return this == LATENCY || this == START_TIME;
    }
}
