package souk.sql;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// One SQLite file: durable writes behind a single writer that commits in groups, and concurrent snapshot
/// reads.
///
/// SQLite allows one writer, and each commit costs an fsync. Many callers of [#write] therefore share one
/// thread and
/// one commit: every caller's work runs under its own savepoint, so that one failing leaves the others
/// whole, and
/// nobody returns before the shared commit is on the disk (`WAL`, `synchronous=FULL`). Reads go to other
/// connections
/// and see the last commit as of their start.
public final class Sqlite implements AutoCloseable {
    /// Read connections; reads are short, more of them only grow the page caches.
    static final int READERS = 4;

    private static final int BUSY_MILLIS = 10_000;

    private final Path file;
    private final GroupCommitWriter writer;
    private final Semaphore readPermits = new Semaphore(READERS, true);
    private final BlockingQueue<Session> idleReaders = new ArrayBlockingQueue<>(READERS);
    private final Optional<Journal> journal;

    private Sqlite(Path file, Session session) {
        this.file = file;
        this.journal = Optional.empty();
        this.writer = GroupCommitWriter.start(session, Transactions::plain, name(file));
    }

    private Sqlite(Path file, Session session, List<String> migrations, Function<Sqlite, Entries> entries) {
        this.file = file;
        var log = new Journal(this, migrations, entries.apply(this), Journal.create(session));
        this.journal = Optional.of(log);
        this.writer = GroupCommitWriter.start(session, log::commit, name(file));
    }

    /// Opens or creates the file and brings its schema up to date.
    ///
    /// @param file the database file; its folder must exist
    /// @param migrations SQL scripts, the i-th (from 1) leads from schema version i-1 to i; append only,
    ///     never edit
    /// @throws SqliteException when the file cannot be opened or a migration fails; its version is then
    ///     not applied
    /// @throws IllegalStateException when the file was written by a newer version of the schema
    public static Sqlite open(Path file, List<String> migrations) {
        return open(file, session -> {
            Migrations.apply(session, migrations);
            return new Sqlite(file, session);
        });
    }

    /// As [#open], and keeps a [#journal] of every change from now on.
    public static Sqlite openJournaled(Path file, List<String> migrations) {
        return openJournaled(file, migrations, Journal.KEPT_BYTES);
    }

    static Sqlite openJournaled(Path file, List<String> migrations, long kept) {
        return open(file, session -> {
            Journal.create(session);
            Migrations.apply(session, migrations);
            return new Sqlite(file, session, migrations, database -> new LocalEntries(database, kept));
        });
    }

    /// Opens or creates a file that follows the journal of another: its schema rises as the entries say,
    /// so that each meets the one it was made under.
    public static Sqlite openReplica(Path file, List<String> migrations) {
        return open(
                file,
                session -> new Sqlite(
                        file, session, migrations, database -> new LocalEntries(database, Journal.KEPT_BYTES)));
    }

    /// Opens or creates one of several copies of a database, kept the same by a log: what is written to
    /// any is in the log before the write returns, and here as soon as [Replicas#refresh] or a write
    /// here needs it.
    ///
    /// @param name of the database in the log
    /// @throws IllegalStateException when the file holds what the log does not know of
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the log cannot be reached
    public static Sqlite openShared(Path file, List<String> migrations, SharedLog log, String name) {
        SnapshotFile.fetchIfBehind(file, log, name);
        var database = open(file, session -> {
            // What a power cut takes from the end of this file comes back from the log.
            session.control("PRAGMA synchronous=NORMAL");
            return new Sqlite(file, session, migrations, _ -> new SharedEntries(log, name));
        });
        try {
            database.journal().join();
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Runs the work on the writer's thread in no transaction but those it makes itself.
    <T> T alone(Work<T> work) {
        return writer.submitAlone(work);
    }

    private static Sqlite open(Path file, Function<Session, Sqlite> opening) {
        var session = connect(file, false);
        try {
            return opening.apply(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static String name(Path file) {
        return "sqlite-" + file.getFileName();
    }

    /// What changed.
    ///
    /// @throws IllegalStateException when the database was opened without
    public Journal journal() {
        return journal.orElseThrow(() -> new IllegalStateException(file + " has no journal"));
    }

    /// Copies the last committed state, the entries of its journal included, into a new file that can be
    /// opened like this one; the head of its journal says how far it goes. Pages stay where they are, so
    /// that two copies differ only where something was changed in between.
    ///
    /// @param to must not exist
    public void copyTo(Path to) {
        var session = connect(file, false);
        try {
            session.copyTo(to.toAbsolutePath());
        } finally {
            session.close();
        }
    }

    /// Runs the work in a write transaction and returns its result once the commit is durable.
    ///
    /// The work runs on the writer's thread: keep it short and free of waiting. Exceptions it throws
    /// roll back its
    /// own changes only and are rethrown here as they are.
    ///
    /// @throws SqliteException when a statement or the commit fails
    /// @throws IllegalStateException when closed
    public <T> T write(Work<T> work) {
        return writer.submit(work);
    }

    /// Runs the work in a read transaction: all its queries see one snapshot. Attempts to write fail.
    ///
    /// @throws SqliteException when a statement fails
    public <T> T read(Work<T> work) {
        readPermits.acquireUninterruptibly();
        try {
            var idle = idleReaders.poll();
            var session = idle == null ? connect(file, true) : idle;
            try {
                return snapshot(session, work);
            } finally {
                idleReaders.add(session);
            }
        } finally {
            readPermits.release();
        }
    }

    /// Finishes the writes already submitted, then closes the file.
    @Override
    public void close() {
        writer.close();
        readPermits.acquireUninterruptibly(READERS);
        try {
            idleReaders.forEach(Session::close);
            idleReaders.clear();
        } finally {
            readPermits.release(READERS);
        }
    }

    private static <T> T snapshot(Session session, Work<T> work) {
        session.control("BEGIN");
        try {
            return work.run(session);
        } finally {
            session.control("ROLLBACK");
        }
    }

    static Session connect(Path file, boolean readOnly) {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        try {
            var session = new Session(config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
            if (readOnly) {
                session.control("PRAGMA query_only=1");
            }
            return session;
        } catch (SQLException e) {
            throw new SqliteException("cannot open " + file, e);
        }
    }
}
