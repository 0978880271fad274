package souk.gateway.work;

import java.time.Duration;
import java.util.Collection;

/// Ends what goes on beside requests.
final class Threads {
    private Threads() {}

    /// Waits for all of them together, then interrupts those that are left.
    static void join(Collection<Thread> threads, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (var thread : threads) {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
