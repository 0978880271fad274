package souk.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Measures a hot loop in processor time of its thread, which other load on the machine disturbs little.
final class Processor {
    /// The JDK has compiled the loop by then.
    private static final long WARM_UP_NANOS = 700_000_000L;

    private static final long WINDOW_NANOS = 400_000_000L;
    private static final int WINDOWS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Processor() {}

    /// Bytes a second of one core in the best window, in GB/s: a window can only be slowed down, never sped up.
    static Figure gigabytes(String name, long bytesPerCall, Runnable call) {
        rate(call, bytesPerCall, WARM_UP_NANOS);
        double best = 0;
        for (int window = 0; window < WINDOWS; window++) {
            best = Math.max(best, rate(call, bytesPerCall, WINDOW_NANOS));
        }
        return new Figure(name, best, "GB/s", "one core, by processor time, best of " + WINDOWS + " windows");
    }

    private static double rate(Runnable call, long bytesPerCall, long nanos) {
        long start = THREADS.getCurrentThreadCpuTime();
        long calls = 0;
        long spent = 0;
        while (spent < nanos) {
            call.run();
            calls++;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        }
        return (double) calls * bytesPerCall / spent;
    }
}
