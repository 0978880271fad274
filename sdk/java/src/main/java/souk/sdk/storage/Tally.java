package souk.sdk.storage;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Counts how a known number of attempts end, for one who waits for enough of them.
final class Tally {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int attempts;
    private int succeeded;
    private int ended;

    Tally(int attempts) {
        this.attempts = attempts;
    }

    void end(boolean success) {
        lock.lock();
        try {
            ended++;
            succeeded += success ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `enough` succeeded, all have ended, or the time is over.
    void await(int enough, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (succeeded < enough && ended < attempts && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
