package souk.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Interrupts work that takes too long. An interrupt closes the socket that a virtual thread is blocked on, which is
/// what ends a write to a peer that does not read: sockets have no time-out for writes.
///
/// One thread looks at all running work every half second, which costs nothing while a timer for each of many
/// thousand short requests would.
final class Watchdog implements AutoCloseable {
    /// How late an interrupt may come.
    static final Duration PERIOD = Duration.ofMillis(500);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    Watchdog(String name) {
        Thread.ofVirtual().name(name).start(this::patrol);
    }

    /// Watches the calling thread until the watch is closed.
    Watch watch(Duration limit) {
        var watch = new Watch(Thread.currentThread(), System.nanoTime() + limit.toNanos());
        watches.add(watch);
        return watch;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void patrol() {
        try {
            while (!closed.await(PERIOD.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                watches.forEach(watch -> watch.check(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Work under way.
    final class Watch implements AutoCloseable {
        private final Thread worker;
        private final long deadline;
        private final ReentrantLock lock = new ReentrantLock();
        private boolean done;
        private boolean expired;

        private Watch(Thread worker, long deadline) {
            this.worker = worker;
            this.deadline = deadline;
        }

        /// Whether the work was interrupted for taking too long.
        boolean expired() {
            lock.lock();
            try {
                return expired;
            } finally {
                lock.unlock();
            }
        }

        /// Ends the watch; the thread does not keep the watchdog's interrupt.
        @Override
        public void close() {
            watches.remove(this);
            lock.lock();
            try {
                done = true;
                if (expired) {
                    var _ = Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }

        private void check(long now) {
            lock.lock();
            try {
                if (!done && !expired && now - deadline >= 0) {
                    expired = true;
                    watches.remove(this);
                    worker.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
