package souk.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The only thread that writes: takes what is waiting, runs it in one transaction, commits once, then
/// answers all.
final class GroupCommitWriter {
    /// Works sharing one commit: beyond it the fsync is amortised and callers would only wait longer.
    static final int GROUP_LIMIT = 128;

    /// Works waiting; when full, callers block, which is the back-pressure.
    static final int QUEUE_LIMIT = 1024;

    private final BlockingQueue<Entry<?>> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final Session session;
    private final Transactions transactions;
    private final Thread thread;
    private final Object gate = new Object();
    private boolean closed;

    private GroupCommitWriter(Session session, Transactions transactions, String name) {
        this.session = session;
        this.transactions = transactions;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    static GroupCommitWriter start(Session session, Transactions transactions, String name) {
        var writer = new GroupCommitWriter(session, transactions, name);
        writer.thread.start();
        return writer;
    }

    <T> T submit(Work<T> work) {
        return submit(new Entry<>(work, false));
    }

    /// Runs the work in no transaction but those it makes itself.
    <T> T submitAlone(Work<T> work) {
        return submit(new Entry<>(work, true));
    }

    private <T> T submit(Entry<T> entry) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a write inside a write would wait for itself");
        }
        synchronized (gate) {
            if (closed) {
                throw new IllegalStateException("database is closed");
            }
            put(entry);
        }
        return entry.await();
    }

    void close() {
        synchronized (gate) {
            if (closed) {
                return;
            }
            closed = true;
            put(new Entry<>(Entry.STOP, false));
        }
        joinUninterruptibly();
    }

    private void run() {
        var group = new ArrayList<Entry<?>>(GROUP_LIMIT);
        var running = true;
        while (running) {
            group.clear();
            group.add(takeUninterruptibly());
            queue.drainTo(group, GROUP_LIMIT - 1);
            running = group.stream().noneMatch(Entry::isStop);
            for (List<Entry<?>> rest = group; !rest.isEmpty(); ) {
                rest = rest.subList(step(rest), rest.size());
            }
        }
        session.close();
    }

    private int step(List<Entry<?>> rest) {
        if (rest.getFirst().alone) {
            rest.getFirst().runAlone(session);
            return 1;
        }
        return commit(rest.stream().takeWhile(entry -> !entry.alone).toList());
    }

    /// Returns how many of the group were in it: all, unless they change so much that the rest waits for
    /// the next.
    private int commit(List<Entry<?>> group) {
        var ran = new ArrayList<Entry<?>>(group.size());
        try {
            transactions.commit(session, () -> {
                for (var i = 0; i < group.size() && session.recorded() < Journal.FULL_BYTES; i++) {
                    ran.add(group.get(i));
                    group.get(i).run(session);
                }
            });
        } catch (RuntimeException | Error e) {
            var failed = ran.isEmpty() ? group : ran;
            failed.forEach(entry -> entry.fail(e));
            failed.forEach(Entry::release);
            return failed.size();
        }
        ran.forEach(Entry::release);
        return ran.size();
    }

    private void put(Entry<?> entry) {
        var interrupted = false;
        while (true) {
            try {
                queue.put(entry);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Entry<?> takeUninterruptibly() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Only close() ends this thread, or half a group would be left without an answer.
                continue;
            }
        }
    }

    private void joinUninterruptibly() {
        var interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// One caller's work and its outcome, handed over through the latch.
    private static final class Entry<T> {
        static final Work<Boolean> STOP = session -> true;

        private final Work<T> work;
        private final boolean alone;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable T value;
        private @Nullable Throwable failure;

        Entry(Work<T> work, boolean alone) {
            this.work = work;
            this.alone = alone;
        }

        boolean isStop() {
            return work == STOP;
        }

        void run(Session session) {
            int recorded = session.recorded();
            session.control("SAVEPOINT work");
            try {
                value = work.run(session);
            } catch (RuntimeException | Error e) {
                failure = e;
                session.control("ROLLBACK TO work");
                session.forget(recorded);
            }
            session.control("RELEASE work");
        }

        void runAlone(Session session) {
            try {
                value = work.run(session);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            release();
        }

        void fail(Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }

        void release() {
            done.countDown();
        }

        T await() {
            var interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    // The commit happens anyway; an early return would hide whether it did.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return outcome();
        }

        @SuppressWarnings("NullAway") // without failure the value is what the work returned
        private T outcome() {
            switch (failure) {
                case null -> {
                    return value;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }
}
