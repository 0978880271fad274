package souk.sql.postgres;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Connections with an open transaction to come; those that failed are not used again.
final class Connections implements AutoCloseable {
    /// Idle ones kept: one for each database's turn, one for reads, one for roles, and some for replicas
    /// that catch up.
    private static final int IDLE = 6;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TRUSTED = Duration.ofMillis(500);
    /// The longest that one answer is waited for; a snapshot's part is the largest.
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /// Another gateway's turn is a few statements; one that takes longer is stuck, and its server side
    /// ends soon.
    private static final Duration TURN = Duration.ofSeconds(10);

    private final String address;
    private final Properties properties = new Properties();
    private final BlockingQueue<Idle> idle = new ArrayBlockingQueue<>(IDLE);

    private record Idle(Connection connection, long since) {
        /// Asks the server only when it had time to go away.
        boolean usable() throws SQLException {
            return !connection.isClosed()
                    && (System.nanoTime() - since < TRUSTED.toNanos() || connection.isValid((int) CONNECT.toSeconds()));
        }
    }

    /// @param address `postgres://user:password@host:port/database`, with parameters of the driver such
    ///     as `sslmode`
    Connections(URI address) {
        if (!address.getScheme().startsWith("postgres")
                || address.getHost() == null
                || address.getPath().length() < 2) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "expected postgres://USER:PASSWORD@HOST:PORT/DATABASE as the metadata's place");
        }
        int port = address.getPort() < 0 ? 5432 : address.getPort();
        var query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        this.address = "jdbc:postgresql://" + address.getHost() + ":" + port + address.getPath() + query;
        if (address.getRawUserInfo() != null) {
            var parts = address.getRawUserInfo().split(":", 2);
            properties.setProperty("user", decoded(parts[0]));
            properties.setProperty("password", parts.length > 1 ? decoded(parts[1]) : "");
        }
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "souk-gateway");
        properties.setProperty(
                "options",
                // A server may be set to answer before a commit is durable; our writers must not be told so.
                "-c synchronous_commit=on -c lock_timeout=" + TURN.toMillis()
                        + " -c idle_in_transaction_session_timeout=" + TURN.toMillis());
    }

    /// Some statements in one transaction.
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /// Commits what the work does.
    ///
    /// @throws SoukException `UNAVAILABLE` when it fails
    <T> T run(Work<T> work) {
        try {
            var connection = take();
            try {
                var result = work.run(connection);
                connection.commit();
                giveBack(connection);
                return result;
            } catch (SQLException | RuntimeException e) {
                discard(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    Connection take() throws SQLException {
        for (var known = idle.poll(); known != null; known = idle.poll()) {
            if (known.usable()) {
                return known.connection;
            }
            discard(known.connection);
        }
        return open();
    }

    Connection open() throws SQLException {
        var connection = DriverManager.getConnection(address, properties);
        connection.setAutoCommit(false);
        return connection;
    }

    /// After a commit or rollback only.
    void giveBack(Connection connection) {
        if (!idle.offer(new Idle(connection, System.nanoTime()))) {
            discard(connection);
        }
    }

    static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // Closing is all that was wanted of it.
            return;
        }
    }

    static SoukException unavailable(SQLException cause) {
        return new SoukException(
                ErrorCode.UNAVAILABLE, "the metadata's PostgreSQL does not answer: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        for (var known = idle.poll(); known != null; known = idle.poll()) {
            discard(known.connection);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
