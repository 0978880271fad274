package souk.sql;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The copies of databases that follow one shared log. Callers that come while the log is asked share
/// the next question: one asked before they came might miss what they must see.
public final class Replicas {
    private final SharedLog log;
    private final Map<String, Sqlite> databases;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long begun;
    private Round last = new Round(0, Optional.empty());
    private boolean running;

    private record Round(long number, Optional<RuntimeException> failure) {}

    /// @param databases by their names in the log
    public Replicas(SharedLog log, Map<String, Sqlite> databases) {
        this.log = log;
        this.databases = Map.copyOf(databases);
    }

    /// Returns when all copies here contain what was committed anywhere before the call.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the log cannot be reached
    public void refresh() {
        lock.lock();
        try {
            long needed = begun + 1;
            while (last.number < needed) {
                if (running) {
                    ended.awaitUninterruptibly();
                } else {
                    run();
                }
            }
            last.failure.ifPresent(failure -> {
                throw failure;
            });
        } finally {
            lock.unlock();
        }
    }

    /// Asks with the lock given away meanwhile.
    private void run() {
        running = true;
        long number = ++begun;
        lock.unlock();
        var failure = ask();
        lock.lock();
        running = false;
        last = new Round(number, failure);
        ended.signalAll();
    }

    private Optional<RuntimeException> ask() {
        try {
            var heads = log.heads();
            databases.forEach((name, database) -> database.journal().follow(heads.getOrDefault(name, 0L)));
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }
}
