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

    /// Of entries replayed in one transaction.
    private static final long REPLAY_BYTES = 8 << 20;

    private final Sqlite database;
    private final List<String> migrations;
    private final Entries entries;
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

    Journal(Sqlite database, List<String> migrations, Entries entries, Head head) {
        this.database = database;
        this.migrations = List.copyOf(migrations);
        this.entries = entries;
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
        return entries.after(sequence, limitBytes);
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
        entries.forget(upTo);
    }

    /// Makes the changes of another copy of this database here, in one transaction. Entries that are
    /// here already are passed over, so that it may be repeated. The schema is raised where the entries
    /// ask for that.
    ///
    /// @throws IllegalArgumentException when they are damaged or do not follow each other and what is
    ///     here; nothing is changed then
    /// @throws IllegalStateException when they were made under a schema that this program does not know
    public void replay(List<LogEntry> followers) {
        database.alone(session -> {
            transaction(session, () -> {
                try (var turn = entries.turn(session)) {
                    followers.forEach(entry -> replay(session, entry).ifPresent(made -> append(turn, made)));
                }
            });
            return true;
        });
    }

    /// The way of all commits of this database.
    void commit(Session session, Runnable works) {
        try (var turn = entries.turn(session)) {
            catchUp(session, turn.head());
            transaction(
                    session,
                    () -> record(session, works).ifPresent(entry -> {
                        advance(session, entry);
                        append(turn, entry);
                        // From here on it has happened, even if this copy should only learn of it from the log.
                        turn.commit();
                    }));
        }
    }

    /// Waits until this copy contains what the shared log holds up to there.
    void follow(long upTo) {
        if (head.sequence() < upTo) {
            database.alone(session -> {
                catchUp(session, upTo);
                return true;
            });
        }
    }

    /// Becomes one of the copies that share a log: makes what is missing here, and says that the schema
    /// rises, so that programs that do not know it stop writing.
    void join() {
        database.alone(session -> {
            try (var turn = entries.turn(session)) {
                requireSameHistory(session, turn.head());
                catchUp(session, turn.head());
                if (turn.head() == 0 || Migrations.version(session) < migrations.size()) {
                    transaction(session, () -> {
                        Migrations.raise(session, migrations, migrations.size());
                        var entry = entry(session, new byte[0]);
                        advance(session, entry);
                        append(turn, entry);
                        turn.commit();
                    });
                }
            }
            return true;
        });
    }

    private void requireSameHistory(Session session, long logHead) {
        var own = head(session);
        boolean ahead = logHead > 0 && own.sequence() > logHead;
        boolean other = !ahead
                && own.sequence() > 0
                && entries.after(own.sequence() - 1, 1).stream()
                        .anyMatch(entry -> !entry.digest().equals(own.digest()));
        if (ahead || other) {
            throw new IllegalStateException("this copy has entries up to " + own.sequence()
                    + " that the shared log does not: the log is another's, or an older backup of it");
        }
    }

    private void catchUp(Session session, long upTo) {
        for (long at = head(session).sequence(); at < upTo; at = head(session).sequence()) {
            var next = entries.after(at, REPLAY_BYTES);
            if (next.isEmpty()) {
                throw new IllegalStateException(
                        "the shared log does not hold entry " + (at + 1) + " any more: start again from its snapshot");
            }
            transaction(session, () -> next.forEach(entry -> replay(session, entry)));
        }
    }

    private void transaction(Session session, Runnable changes) {
        session.control("BEGIN IMMEDIATE");
        try {
            changes.run();
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

    /// Returns the entry, unless it was here already.
    private Optional<LogEntry> replay(Session session, LogEntry entry) {
        if (entry.sequence() <= head(session).sequence()) {
            return Optional.empty();
        }
        if (entry.schema() < Migrations.version(session)) {
            throw new IllegalStateException("an entry was made by a program of an older schema: " + entry.schema());
        }
        Migrations.raise(session, migrations, entry.schema());
        advance(session, entry);
        for (var statement : Statement.decode(entry.statements())) {
            session.replay(statement);
        }
        return Optional.of(entry);
    }

    private static void append(SharedLog.Turn turn, LogEntry entry) {
        turn.append(entry.sequence(), entry.encode());
    }

    private static void advance(Session session, LogEntry entry) {
        var next = head(session).next(entry);
        session.unlogged(
                "UPDATE journal_head SET sequence = ?, digest = ?",
                next.sequence(),
                next.digest().bytes());
    }

    static Head head(Session session) {
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
}
