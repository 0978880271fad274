package souk.sql.postgres;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.sql.SharedLog;

/// The shared log in a PostgreSQL database of its own. The row of a database's head is the turn: it is
/// locked from the first look at it to the commit of the next entry. Roles are rows with an end by
/// PostgreSQL's clock.
public final class PostgresLog implements SharedLog {
    /// Entries are sealed: there is nothing to compress. `souk_format` is for those who come after us.
    private static final String TABLES = """
        CREATE TABLE IF NOT EXISTS souk_format (version int PRIMARY KEY);
        INSERT INTO souk_format VALUES (1) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS souk_head (database text PRIMARY KEY, sequence bigint NOT NULL);
        CREATE TABLE IF NOT EXISTS souk_log (
            database text NOT NULL,
            sequence bigint NOT NULL,
            entry bytea NOT NULL,
            PRIMARY KEY (database, sequence)
        );
        ALTER TABLE souk_log ALTER COLUMN entry SET STORAGE EXTERNAL;
        CREATE TABLE IF NOT EXISTS souk_snapshot (
            database text NOT NULL,
            sequence bigint NOT NULL,
            number int NOT NULL,
            part bytea NOT NULL,
            PRIMARY KEY (database, sequence, number)
        );
        CREATE TABLE IF NOT EXISTS souk_role (
            name text PRIMARY KEY,
            holder text NOT NULL,
            until timestamptz NOT NULL
        );
        """;

    /// Keeps gateways that start together from making the tables twice: the letters of "souk".
    private static final long MAKING_TABLES = 0x736f756bL;
    /// Entries read at once; the bytes are limited by the caller.
    private static final int PAGE = 256;

    private final Connections connections;

    private PostgresLog(Connections connections) {
        this.connections = connections;
    }

    /// Makes the tables where they are missing.
    ///
    /// @param address `postgres://user:password@host:port/database`
    /// @throws SoukException `BAD_REQUEST` for another form or a server that does not write durably,
    ///     `UNAVAILABLE` when nothing answers
    public static PostgresLog open(URI address) {
        var connections = new Connections(address);
        if (!connections.run(PostgresLog::isDurable)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the metadata's PostgreSQL runs with fsync off");
        }
        connections.run(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + MAKING_TABLES + ")");
                return statement.execute(TABLES);
            }
        });
        return new PostgresLog(connections);
    }

    private static boolean isDurable(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW fsync")) {
            return rows.next() && rows.getString(1).equals("on");
        }
    }

    @Override
    public Map<String, Long> heads() {
        return connections.run(connection -> {
            var heads = new HashMap<String, Long>();
            try (var select = connection.prepareStatement("SELECT database, sequence FROM souk_head");
                    var rows = select.executeQuery()) {
                while (rows.next()) {
                    heads.put(rows.getString(1), rows.getLong(2));
                }
            }
            return heads;
        });
    }

    @Override
    public List<byte[]> after(String database, long sequence, long limitBytes) {
        return connections.run(connection -> {
            var found = new ArrayList<byte[]>();
            var sql =
                    "SELECT sequence, entry FROM souk_log WHERE database = ? AND sequence > ? ORDER BY sequence LIMIT "
                            + PAGE;
            try (var select = connection.prepareStatement(sql)) {
                select.setFetchSize(16);
                select.setString(1, database);
                select.setLong(2, sequence);
                long bytes = 0;
                try (var rows = select.executeQuery()) {
                    while ((found.isEmpty() || bytes < limitBytes)
                            && rows.next()
                            && rows.getLong(1) == sequence + found.size() + 1) {
                        found.add(rows.getBytes(2));
                        bytes += found.getLast().length;
                    }
                }
            }
            return found;
        });
    }

    @Override
    public Turn turn(String database) {
        return PostgresTurn.begin(connections, database);
    }

    @Override
    public Optional<Snapshot> snapshot(String database) {
        var sequence = connections.run(connection -> newest(connection, database));
        return sequence.map(at -> new Snapshot(at, new Parts(database, at)));
    }

    private static Optional<Long> newest(Connection connection, String database) throws SQLException {
        try (var select = connection.prepareStatement("SELECT max(sequence) FROM souk_snapshot WHERE database = ?")) {
            select.setString(1, database);
            try (var rows = select.executeQuery()) {
                rows.next();
                long sequence = rows.getLong(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(sequence);
            }
        }
    }

    /// Part by part: together they need not fit into memory.
    private final class Parts implements Iterator<byte[]> {
        private final String database;
        private final long sequence;
        private int number;
        private boolean asked;
        private Optional<byte[]> next = Optional.empty();

        Parts(String database, long sequence) {
            this.database = database;
            this.sequence = sequence;
        }

        @Override
        public boolean hasNext() {
            if (!asked) {
                next = part(database, sequence, number++);
                asked = true;
            }
            return next.isPresent();
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            asked = false;
            return next.orElseThrow();
        }
    }

    private Optional<byte[]> part(String database, long sequence, int number) {
        return connections.run(connection -> {
            var sql = "SELECT part FROM souk_snapshot WHERE database = ? AND sequence = ? AND number = ?";
            try (var select = connection.prepareStatement(sql)) {
                select.setString(1, database);
                select.setLong(2, sequence);
                select.setInt(3, number);
                try (var rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public void keep(String database, long sequence, Iterator<byte[]> parts) {
        connections.run(connection -> {
            var before = newest(connection, database);
            if (before.filter(known -> known >= sequence).isPresent()) {
                return false;
            }
            insert(connection, database, sequence, parts);
            delete(connection, "DELETE FROM souk_snapshot WHERE database = ? AND sequence < ?", database, sequence);
            if (before.isPresent()) {
                // Those who read the snapshot before go on from there; whoever is further back takes this one.
                delete(connection, "DELETE FROM souk_log WHERE database = ? AND sequence <= ?", database, before.get());
            }
            return true;
        });
    }

    private static void insert(Connection connection, String database, long sequence, Iterator<byte[]> parts)
            throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO souk_snapshot VALUES (?, ?, ?, ?)")) {
            for (var number = 0; parts.hasNext(); number++) {
                insert.setString(1, database);
                insert.setLong(2, sequence);
                insert.setInt(3, number);
                insert.setBytes(4, parts.next());
                insert.executeUpdate();
            }
        }
    }

    private static void delete(Connection connection, String sql, String database, long sequence) throws SQLException {
        try (var delete = connection.prepareStatement(sql)) {
            delete.setString(1, database);
            delete.setLong(2, sequence);
            delete.executeUpdate();
        }
    }

    @Override
    public boolean hold(String role, String holder, Duration length) {
        var sql = """
            INSERT INTO souk_role VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE souk_role.holder = excluded.holder OR souk_role.until < clock_timestamp()
            """;
        return connections.run(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, role);
                statement.setString(2, holder);
                statement.setLong(3, length.toMillis());
                return statement.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean held(String role) {
        return connections.run(connection -> {
            var sql = "SELECT 1 FROM souk_role WHERE name = ? AND until >= clock_timestamp()";
            try (var select = connection.prepareStatement(sql)) {
                select.setString(1, role);
                try (var rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    @Override
    public void close() {
        connections.close();
    }
}
