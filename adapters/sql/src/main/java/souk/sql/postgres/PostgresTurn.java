package souk.sql.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.sql.SharedLog;

/// A transaction that holds the row of the database's head: whoever comes waits until it ends, in
/// whatever way.
final class PostgresTurn implements SharedLog.Turn {
    /// How long the fate of a commit is looked for, which is about how long PostgreSQL takes to start
    /// again.
    private static final Duration SEARCH = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Connections connections;
    private final String database;
    private final long head;
    private Optional<Connection> connection;
    private Optional<Added> added = Optional.empty();

    private record Added(long sequence, byte[] entry) {}

    private PostgresTurn(Connections connections, Connection connection, String database) throws SQLException {
        this.connections = connections;
        this.connection = Optional.of(connection);
        this.database = database;
        this.head = lock(connection, database);
    }

    static PostgresTurn begin(Connections connections, String database) {
        try {
            var connection = connections.take();
            try {
                return new PostgresTurn(connections, connection, database);
            } catch (SQLException | RuntimeException e) {
                Connections.discard(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw Connections.unavailable(e);
        }
    }

    private static long lock(Connection connection, String database) throws SQLException {
        var known = locked(connection, database);
        if (known.isPresent()) {
            return known.get();
        }
        try (var insert = connection.prepareStatement("INSERT INTO souk_head VALUES (?, 0) ON CONFLICT DO NOTHING")) {
            insert.setString(1, database);
            insert.executeUpdate();
        }
        return locked(connection, database).orElseThrow();
    }

    private static Optional<Long> locked(Connection connection, String database) throws SQLException {
        try (var select = connection.prepareStatement("SELECT sequence FROM souk_head WHERE database = ? FOR UPDATE")) {
            select.setString(1, database);
            try (var rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        }
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public void append(long sequence, byte[] entry) {
        var sql = "WITH added AS (INSERT INTO souk_log VALUES (?, ?, ?))"
                + " UPDATE souk_head SET sequence = ? WHERE database = ?";
        try (var statement = open().prepareStatement(sql)) {
            statement.setString(1, database);
            statement.setLong(2, sequence);
            statement.setBytes(3, entry);
            statement.setLong(4, sequence);
            statement.setString(5, database);
            statement.executeUpdate();
            added = Optional.of(new Added(sequence, entry));
        } catch (SQLException e) {
            throw Connections.unavailable(e);
        }
    }

    @Override
    public void commit() {
        try {
            open().commit();
            connection.ifPresent(connections::giveBack);
            connection = Optional.empty();
        } catch (SQLException e) {
            close();
            if (!added.map(this::arrived).orElse(true)) {
                throw Connections.unavailable(e);
            }
        }
    }

    /// Whether the entry is in the log. The head's row can be locked again only when the lost
    /// transaction has ended.
    private boolean arrived(Added lost) {
        long end = System.nanoTime() + SEARCH.toNanos();
        while (true) {
            try {
                return look(lost);
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw new SoukException(
                            ErrorCode.UNAVAILABLE, "the metadata's PostgreSQL did not say whether it took a write", e);
                }
                pause();
            }
        }
    }

    private boolean look(Added lost) throws SQLException {
        var fresh = connections.open();
        try {
            locked(fresh, database);
            try (var select =
                    fresh.prepareStatement("SELECT entry FROM souk_log WHERE database = ? AND sequence = ?")) {
                select.setString(1, database);
                select.setLong(2, lost.sequence);
                try (var rows = select.executeQuery()) {
                    // Entries are sealed with a nonce of their own: no two are the same.
                    return rows.next() && Arrays.equals(rows.getBytes(1), lost.entry);
                }
            }
        } finally {
            Connections.discard(fresh);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while a write's fate was open", e);
        }
    }

    private Connection open() {
        return connection.orElseThrow(() -> new IllegalStateException("the turn is over"));
    }

    @Override
    public void close() {
        connection.ifPresent(unfinished -> {
            try {
                unfinished.rollback();
                connections.giveBack(unfinished);
            } catch (SQLException e) {
                Connections.discard(unfinished);
            }
        });
        connection = Optional.empty();
    }
}
