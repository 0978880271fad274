package souk.sdk.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import souk.sdk.net.TracedThread;

/// Sends the shards of one segment: at first as many as shall be kept, then a spare for each that fails, and
/// spares for those that are much slower than the others. In a healthy market so no shard is sent in vain and no
/// connection is cut.
final class ShardUpload {
    private static final Pace PACE = new Pace(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(60));

    /// When to lose patience. Half of the shards set the pace, since providers and networks differ by far.
    ///
    /// @param late a shard that takes twice as long as half of the others, and this, gets a spare
    /// @param hopeless one that takes eight times as long, and this, is not waited for if repair can do without it
    /// @param deadline for the whole segment
    record Pace(Duration late, Duration hopeless, Duration deadline) {}

    private final int shards;
    private final int wanted;
    private final int least;
    private final IntPredicate send;
    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Integer> running = new TreeSet<>();
    private final Set<Integer> stored = new TreeSet<>();
    private final long begun = System.nanoTime();
    private long half;
    private boolean hedged;
    private boolean over;

    /// @param shards there are, numbered from 0; low ones go first
    /// @param wanted of them shall be kept
    /// @param least of them must be kept
    /// @param send stores one and tells whether it was; ends early when its thread is interrupted
    ShardUpload(int shards, int wanted, int least, IntPredicate send) {
        this(shards, wanted, least, send, PACE);
    }

    ShardUpload(int shards, int wanted, int least, IntPredicate send, Pace pace) {
        this.shards = shards;
        this.wanted = Math.min(wanted, shards);
        this.least = least;
        this.send = send;
        this.pace = pace;
        this.half = pace.deadline().toNanos();
    }

    /// How an upload ended.
    ///
    /// @param stored numbers of the shards that are durable
    /// @param givenUp numbers of those that were too slow
    /// @param over whether nothing is being sent any more, so that the shards are of no further use
    record Outcome(List<Integer> stored, List<Integer> givenUp, boolean over) {}

    /// Returns when as many as wanted are durable, all have ended, or the rest is hopeless.
    Outcome run() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            startMore(wanted);
            boolean hopeless = false;
            while (stored.size() < wanted && !running.isEmpty() && !hopeless) {
                long left = begun + patience() - System.nanoTime();
                if (left > 0) {
                    changed.awaitNanos(left);
                } else if (hedged) {
                    hopeless = true;
                } else {
                    hedged = true;
                    startMore(wanted - stored.size());
                }
            }
            return new Outcome(List.copyOf(stored), hopeless ? List.copyOf(running) : List.of(), running.isEmpty());
        } finally {
            over = true;
            lock.unlock();
            threads.forEach(Thread::interrupt);
        }
    }

    /// From the start to when something must happen.
    private long patience() {
        long deadline = pace.deadline().toNanos();
        if (!hedged) {
            return Math.min(2 * half + pace.late().toNanos(), deadline);
        }
        return stored.size() < least
                ? deadline
                : Math.min(8 * half + pace.hopeless().toNanos(), deadline);
    }

    private void startMore(int count) {
        for (int i = 0; i < count && threads.size() < shards; i++) {
            int number = threads.size();
            running.add(number);
            threads.add(TracedThread.start(() -> end(number, send.test(number))));
        }
    }

    private void end(int number, boolean kept) {
        lock.lock();
        try {
            running.remove(number);
            if (kept) {
                stored.add(number);
            } else if (!over) {
                startMore(1);
            }
            if (stored.size() * 2 >= wanted) {
                half = Math.min(half, System.nanoTime() - begun);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
