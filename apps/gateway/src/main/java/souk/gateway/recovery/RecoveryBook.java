package souk.gateway.recovery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.core.record.Cid;
import souk.core.value.Digest;
import souk.sql.Row;
import souk.sql.Sqlite;

/// What this gateway has at the custodians, in a file of its own that is in no snapshot: `recovery.db`. Several
/// gateways of one namespace share it.
public final class RecoveryBook implements AutoCloseable {
    /// The file's name in the gateway's folder.
    public static final String FILE = "recovery.db";

    /// What leads from an empty file to the newest schema.
    public static final List<String> MIGRATIONS = List.of("""
            CREATE TABLE fence(
              one INTEGER PRIMARY KEY CHECK (one = 1),
              epoch INTEGER NOT NULL,
              recovered_at INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE record(
              cid TEXT PRIMARY KEY,
              committee TEXT NOT NULL,
              at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE snapshot(
              number INTEGER PRIMARY KEY,
              root TEXT NOT NULL UNIQUE,
              at INTEGER NOT NULL,
              size INTEGER NOT NULL,
              log INTEGER NOT NULL,
              anchored INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE snapshot_record(
              snapshot INTEGER NOT NULL REFERENCES snapshot(number) ON DELETE CASCADE,
              cid TEXT NOT NULL,
              PRIMARY KEY (snapshot, cid)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX snapshot_by_record ON snapshot_record(cid);
            CREATE TABLE log(
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              cid TEXT NOT NULL
            ) STRICT;
            CREATE TABLE sent(
              name TEXT PRIMARY KEY,
              sequence INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """);

    /// Counts the heads beside what was sent of each database.
    private static final String HEADS = "heads";

    private final Sqlite database;

    private RecoveryBook(Sqlite database) {
        this.database = database;
    }

    /// Opens or creates the file.
    public static RecoveryBook open(Path folder) {
        return new RecoveryBook(Sqlite.open(folder.resolve(FILE), MIGRATIONS));
    }

    /// Over a copy that follows the log which several gateways share.
    public static RecoveryBook over(Sqlite database) {
        return new RecoveryBook(database);
    }

    public Sqlite database() {
        return database;
    }

    /// Which machine this is, of those that worked under the root key one after the other.
    ///
    /// @param epoch from 1
    /// @param recoveredAt when it took over; the epoch's start for the first
    public record Tenure(long epoch, Instant recoveredAt) {
        /// Whether it began with a copy of another machine's data.
        public boolean isRecovered() {
            return epoch > 1;
        }
    }

    /// A snapshot that was taken here.
    ///
    /// @param root its name on the ledger
    /// @param log number of the last log record that holds nothing but what is in the snapshot
    /// @param anchored whether the ledger is known to have it
    public record Taken(long number, Digest root, Instant at, long size, long log, boolean anchored) {}

    /// What is known of this machine's time; empty in a new folder.
    public Optional<Tenure> tenure() {
        return database.read(session -> session.first(
                "SELECT epoch, recovered_at FROM fence",
                row -> new Tenure(row.number("epoch"), Instant.ofEpochSecond(row.number("recovered_at")))));
    }

    /// Begins this machine's time, unless another gateway of the namespace did.
    public void begin(Tenure tenure) {
        database.write(session -> session.update(
                "INSERT OR IGNORE INTO fence VALUES (1, ?, ?)",
                tenure.epoch(),
                tenure.recoveredAt().getEpochSecond()));
    }

    /// Whether a record was handed over after `since`, to this committee or else after `lately`.
    boolean isKept(Cid cid, Digest committee, Instant since, Instant lately) {
        return database.read(session -> session.first(
                        "SELECT 1 FROM record WHERE cid = ? AND at > ? AND (committee = ? OR at > ?)",
                        _ -> true,
                        cid.text(),
                        since.getEpochSecond(),
                        committee.hex(),
                        lately.getEpochSecond()))
                .isPresent();
    }

    /// Notes that a record is in custody.
    void kept(Cid cid, Digest committee, Instant at) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?)", cid.text(), committee.hex(), at.getEpochSecond()));
    }

    /// The newest snapshot that the ledger has.
    Optional<Taken> newest() {
        return database.read(session -> session.first(
                "SELECT * FROM snapshot WHERE anchored = 1 ORDER BY number DESC LIMIT 1", RecoveryBook::taken));
    }

    /// The number that the next snapshot gets.
    long nextNumber() {
        return database.read(session -> session.first(
                                "SELECT coalesce(max(number), 0) AS last FROM snapshot", row -> row.number("last")))
                        .orElse(0L)
                + 1;
    }

    /// Whether a root is that of a snapshot taken here, or taken over.
    public boolean knows(Digest root) {
        return database.read(session -> session.first("SELECT 1 FROM snapshot WHERE root = ?", _ -> true, root.hex()))
                .isPresent();
    }

    /// Notes a snapshot before the ledger is told: it may have it, whatever comes.
    void note(Taken taken, Collection<Cid> records) {
        database.write(session -> {
            session.update(
                    "INSERT INTO snapshot(number, root, at, size, log, anchored) VALUES (?, ?, ?, ?, ?, ?)",
                    taken.number(),
                    taken.root().hex(),
                    taken.at().getEpochSecond(),
                    taken.size(),
                    taken.log(),
                    taken.anchored());
            records.forEach(cid ->
                    session.update("INSERT OR IGNORE INTO snapshot_record VALUES (?, ?)", taken.number(), cid.text()));
            return true;
        });
    }

    /// Notes that the ledger has a snapshot.
    void anchored(long number) {
        database.write(session -> session.update("UPDATE snapshot SET anchored = 1 WHERE number = ?", number));
    }

    /// Records that only snapshots older than the newest `kept` on the ledger need, and the log before
    /// those.
    List<Cid> releasable(int kept) {
        return database.read(session -> session.list(
                "WITH oldest AS (" + OLDEST + ") SELECT DISTINCT cid FROM snapshot_record, oldest"
                        + " WHERE snapshot < oldest.number AND cid NOT IN"
                        + " (SELECT cid FROM snapshot_record, oldest WHERE snapshot >= oldest.number)"
                        + " UNION SELECT cid FROM log, oldest WHERE log.number <= oldest.log",
                row -> new Cid(row.text("cid")),
                kept - 1));
    }

    /// Forgets those snapshots and records.
    void released(List<Cid> records, int kept) {
        database.write(session -> {
            records.forEach(cid -> session.update("DELETE FROM record WHERE cid = ?", cid.text()));
            session.update(
                    "WITH oldest AS (" + OLDEST + ") DELETE FROM log WHERE number <= (SELECT log FROM oldest)",
                    kept - 1);
            return session.update(
                    "WITH oldest AS (" + OLDEST + ") DELETE FROM snapshot WHERE number < (SELECT number FROM oldest)",
                    kept - 1);
        });
    }

    /// The oldest snapshot to keep; none while there are too few.
    private static final String OLDEST =
            "SELECT number, log FROM snapshot WHERE anchored = 1 ORDER BY number DESC LIMIT 1 OFFSET ?";

    /// How far a database's changes are in the log or in a snapshot.
    long sent(String name) {
        return database.read(session ->
                        session.first("SELECT sequence FROM sent WHERE name = ?", row -> row.number("sequence"), name))
                .orElse(0L);
    }

    /// Notes new log records, and how far they reach.
    void sent(List<Cid> logs, Map<String, Long> sequences) {
        database.write(session -> {
            logs.forEach(cid -> session.update("INSERT INTO log(cid) VALUES (?)", cid.text()));
            sequences.forEach((name, sequence) -> session.update(
                    "INSERT INTO sent VALUES (?, ?) ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)",
                    name,
                    sequence));
            return true;
        });
    }

    /// A number for the next head that none before had, whatever crashes.
    long nextHead() {
        return database.write(session -> session.first(
                        "INSERT INTO sent VALUES (?, 1) ON CONFLICT DO UPDATE SET sequence = sequence + 1"
                                + " RETURNING sequence",
                        row -> row.number("sequence"),
                        HEADS))
                .orElseThrow();
    }

    /// A log record.
    record Logged(long number, Cid cid) {}

    /// The newest log records, newest first.
    List<Logged> logs(int limit) {
        return database.read(session -> session.list(
                "SELECT number, cid FROM log ORDER BY number DESC LIMIT ?",
                row -> new Logged(row.number("number"), new Cid(row.text("cid"))),
                limit));
    }

    @Override
    public void close() {
        database.close();
    }

    private static Taken taken(Row row) {
        return new Taken(
                row.number("number"),
                new Digest(row.text("root")),
                Instant.ofEpochSecond(row.number("at")),
                row.number("size"),
                row.number("log"),
                row.flag("anchored"));
    }
}
