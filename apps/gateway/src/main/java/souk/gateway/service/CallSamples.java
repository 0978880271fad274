package souk.gateway.service;

import java.time.Duration;
import souk.core.service.Reading;

/// How one provider answered under one lease in an epoch. Latencies go into a histogram of fixed size, so that a busy
/// lease takes no more memory than a quiet one: eight steps a doubling, so a latency is told up to 9 % too high.
final class CallSamples {
    private static final int STEPS = 8;
    /// Doublings of a microsecond: up to more than an hour.
    private static final int DOUBLINGS = 32;

    private static final int PERCENTILE = 95;
    private static final int HUNDRED = 100;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;
    /// Less says more of the latency than of the rate.
    private static final long LEAST_MOVED = 16 << 10;

    private final long[] buckets = new long[STEPS * DOUBLINGS];
    private long answered;
    private long silent;
    private long bytes;
    private long nanos;

    synchronized void answered(Duration after) {
        answered++;
        buckets[bucket(after.toNanos() / NANOS_PER_MICRO)]++;
    }

    synchronized void silent() {
        silent++;
    }

    synchronized void moved(long more, Duration took) {
        if (more >= LEAST_MOVED) {
            bytes += more;
            nanos += Math.max(1, took.toNanos());
        }
    }

    /// @param startTime microseconds, or [Reading#UNMEASURED]
    synchronized Reading reading(long startTime) {
        long asked = answered + silent;
        return new Reading(
                asked == 0 ? Reading.UNMEASURED : answered * Reading.MILLION / asked,
                answered == 0 ? Reading.UNMEASURED : latency(),
                bytes == 0 ? Reading.UNMEASURED : (long) (bytes * NANOS_PER_SECOND / nanos),
                Reading.UNMEASURED,
                startTime);
    }

    private long latency() {
        long rank = Math.ceilDiv(answered * PERCENTILE, HUNDRED);
        int bucket = 0;
        for (long seen = buckets[0]; seen < rank; seen += buckets[bucket]) {
            bucket++;
        }
        return upper(bucket);
    }

    private static int bucket(long micros) {
        long value = Math.max(1, micros);
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        long step = (value - (1L << doubling)) * STEPS >> doubling;
        return (int) Math.min(STEPS * DOUBLINGS - 1L, (long) doubling * STEPS + step);
    }

    /// The largest value of a bucket.
    private static long upper(int bucket) {
        long floor = 1L << bucket / STEPS;
        return Math.max(1, floor + (floor * (bucket % STEPS + 1) + STEPS - 1) / STEPS - 1);
    }
}
