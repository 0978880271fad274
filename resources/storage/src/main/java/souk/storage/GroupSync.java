package souk.storage;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Group commit: while one caller forces the file, those that arrive wait, and the next force serves them all.
///
/// A failed force fails every caller from then on: the kernel may have dropped the pages it could not write, so
/// a later success would prove nothing (Rebello et al., "Can applications recover from fsync failures?", 2020).
final class GroupSync {
    /// Forces all bytes written so far.
    interface Force {
        void run() throws IOException;
    }

    private final Force force;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    private long requested;
    private long completed;
    private long forces;
    private boolean running;
    private Optional<IOException> failure = Optional.empty();

    GroupSync(Force force) {
        this.force = force;
    }

    /// Returns once everything the caller wrote before is on the device.
    void await() throws IOException {
        lock.lock();
        try {
            long mine = ++requested;
            while (completed < mine) {
                failIfBroken();
                if (running) {
                    turn.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
            failIfBroken();
        } finally {
            lock.unlock();
        }
    }

    /// Forces of the file so far.
    long forces() {
        lock.lock();
        try {
            return forces;
        } finally {
            lock.unlock();
        }
    }

    boolean broken() {
        lock.lock();
        try {
            return failure.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /// Callers waiting for a force that has not begun.
    long waiting() {
        lock.lock();
        try {
            return requested - completed;
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        long upTo = requested;
        running = true;
        lock.unlock();
        Optional<IOException> trouble = Optional.of(new IOException("the force did not end"));
        try {
            force.run();
            trouble = Optional.empty();
        } catch (IOException e) {
            trouble = Optional.of(e);
        } finally {
            lock.lock();
            running = false;
            forces++;
            completed = upTo;
            failure = trouble;
            turn.signalAll();
        }
    }

    private void failIfBroken() throws IOException {
        if (failure.isPresent()) {
            throw new IOException("forcing the file to the device failed", failure.get());
        }
    }
}
