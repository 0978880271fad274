package souk.sql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.value.Digest;

/// What the commits of a database changed, numbered and kept beside the data in the same transaction: an
/// entry is there exactly when its commit is, whatever crashes. Others follow with [#after] and
/// [#await], and bring a copy to the same state with [#replay].
///
/// Entries are kept until [#forget], and no more than [#KEPT_BYTES] of them: a follower that stays away
/// longer finds the next one missing and starts from a copy of the whole file, which says itself how far
/// it goes ([Sqlite#copyTo]). So does one that follows a file that held data before it had a journal.
public final class Journal {
    /// What a follower that is away may miss; the disk must hold it beside the data.
    public static final long KEPT_BYTES = 256L << 20;

    /// Of statements in one commit: beyond it the works still waiting get a commit of their own.
    static final int FULL_BYTES = 4 << 20;

    private static final String TABLES = """
        CREATE TABLE IF NOT EXISTS journal_head (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL,
            digest BLOB NOT NULL,
            kept INTEGER NOT NULL
        );
        CREATE TABLE IF NOT EXISTS journal_entry (
            sequence INTEGER PRIMARY KEY,
            entry BLOB NOT NULL
        );
        """;

    private final Sqlite database;
    private final List<String> migrations;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile Head head;

    /// How far a database is.
    ///
    /// @param sequence of the last entry it contains
    /// @param digest of that entry
    public record Head(long sequence, Digest digest) {
        static final Head EMPTY = new Head(0, Digest.ZERO);

        Head next(LogEntry entry) {
            if (entry.sequence() != sequence + 1 || !entry.previous().equals(digest)) {
                throw new IllegalArgumentException(
                        "entry " + entry.sequence() + " does not follow entry " + sequence + " of this database");
            }
            return new Head(entry.sequence(), entry.digest());
        }
    }

    Journal(Sqlite database, List<String> migrations, long limit, Head head) {
        this.database = database;
        this.migrations = List.copyOf(migrations);
        this.limit = limit;
        this.head = head;
    }

    /// Makes the tables in a file that has none. Data from before counts as a first entry that nobody
    /// kept.
    static Head create(Session session) {
        session.control("BEGIN IMMEDIATE");
        try {
            boolean used = Migrations.version(session) > 0;
            session.control(TABLES);
            var start = used ? new Head(1, Digest.ZERO) : Head.EMPTY;
            session.unlogged(
                    "INSERT INTO journal_head VALUES (1, ?, ?, 0) ON CONFLICT DO NOTHING",
                    start.sequence(),
                    start.digest().bytes());
            session.control("COMMIT");
        } catch (RuntimeException e) {
            session.control("ROLLBACK");
            throw e;
        }
        return head(session);
    }

    /// How far the database is.
    public Head head() {
        return head;
    }

    /// The entries that follow, in order, as long as they are kept; from `limitBytes` on no further one.
    ///
    /// @return empty both when there are none and when the next one is not kept any more: [#head] tells
    ///     which
    public List<LogEntry> after(long sequence, long limitBytes) {
        return database.read(session -> new EntryScan(session, sequence, limitBytes).run());
    }

    /// Waits until there are entries after that one; false if the time passed without.
    public boolean await(long sequence, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (head.sequence() <= sequence) {
                if (left <= 0) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Keeps the entries up to that one no longer: whoever follows has them elsewhere.
    public void forget(long upTo) {
        database.write(session -> {
            session.unlogged("DELETE FROM journal_entry WHERE sequence <= ?", upTo);
            return session.unlogged(
                    "UPDATE journal_head SET kept = (SELECT coalesce(sum(length(entry)), 0) FROM journal_entry)");
        });
    }

    /// Makes the changes of another copy of this database here, in one transaction. Entries that are
    /// here already are passed over, so that it may be repeated. The schema is raised where the entries
    /// ask for that.
    ///
    /// @throws IllegalArgumentException when they are damaged or do not follow each other and what is
    ///     here; nothing is changed then
    /// @throws IllegalStateException when they were made under a schema that this program does not know
    public void replay(List<LogEntry> entries) {
        database.write(session -> {
            if (session.recorded() > 0) {
                throw new IllegalStateException("a replay among other writes");
            }
            entries.forEach(entry -> replay(session, entry));
            return true;
        });
    }

    /// The way of all commits of this database.
    void commit(Session session, Runnable works) {
        session.control("BEGIN IMMEDIATE");
        try {
            record(session, works).ifPresent(entry -> append(session, entry));
            var now = head(session);
            session.control("COMMIT");
            announce(now);
        } catch (RuntimeException | Error e) {
            session.control("ROLLBACK");
            throw e;
        }
    }

    private static Optional<LogEntry> record(Session session, Runnable works) {
        session.record(new StatementBuffer());
        try {
            works.run();
        } finally {
            session.stopRecording();
        }
        return session.recording()
                .filter(statements -> statements.size() > 0)
                .map(statements -> entry(session, statements.toBytes()));
    }

    private static LogEntry entry(Session session, byte[] statements) {
        if (statements.length > LogEntry.MAX_BYTES) {
            throw new IllegalStateException("a commit of " + statements.length + " bytes of statements");
        }
        var last = head(session);
        return LogEntry.of(last.sequence() + 1, last.digest(), Migrations.version(session), statements);
    }

    private void replay(Session session, LogEntry entry) {
        if (entry.sequence() <= head(session).sequence()) {
            return;
        }
        Migrations.raise(session, migrations, entry.schema());
        append(session, entry);
        for (var statement : Statement.decode(entry.statements())) {
            session.replay(statement);
        }
    }

    private void append(Session session, LogEntry entry) {
        var next = head(session).next(entry);
        var bytes = entry.encode();
        session.unlogged("INSERT INTO journal_entry VALUES (?, ?)", entry.sequence(), bytes);
        session.unlogged(
                "UPDATE journal_head SET sequence = ?, digest = ?, kept = kept + ?",
                next.sequence(),
                next.digest().bytes(),
                bytes.length);
        for (var oldest = overflow(session); oldest.isPresent(); oldest = overflow(session)) {
            drop(session, oldest.get());
        }
    }

    private Optional<Long> overflow(Session session) {
        return session.first(
                "SELECT (SELECT min(sequence) FROM journal_entry) AS oldest FROM journal_head WHERE kept > ?",
                row -> row.number("oldest"),
                limit);
    }

    private static void drop(Session session, long sequence) {
        session.unlogged(
                "UPDATE journal_head SET kept = kept - (SELECT length(entry) FROM journal_entry WHERE sequence = ?)",
                sequence);
        session.unlogged("DELETE FROM journal_entry WHERE sequence = ?", sequence);
    }

    private static Head head(Session session) {
        return session.first(
                        "SELECT sequence, digest FROM journal_head",
                        row -> new Head(row.number("sequence"), Digest.of(row.bytes("digest"))))
                .orElseThrow(() -> new IllegalStateException("the journal has lost its head"));
    }

    private void announce(Head now) {
        if (now.sequence() == head.sequence()) {
            return;
        }
        lock.lock();
        try {
            head = now;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Reads entries one by one, so that no more of them are in memory than were asked for.
    private record EntryScan(Session session, long after, long limitBytes) {
        List<LogEntry> run() {
            var found = new java.util.ArrayList<LogEntry>();
            long bytes = 0;
            var next = entry(after + 1);
            while (next.isPresent()) {
                found.add(next.get());
                bytes += next.get().body().length;
                next = bytes < limitBytes ? entry(after + 1 + found.size()) : Optional.empty();
            }
            return List.copyOf(found);
        }

        private Optional<LogEntry> entry(long sequence) {
            return session.first(
                    "SELECT entry FROM journal_entry WHERE sequence = ?",
                    row -> LogEntry.decode(row.bytes("entry")),
                    sequence);
        }
    }
}
