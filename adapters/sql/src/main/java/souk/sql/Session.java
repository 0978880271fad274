package souk.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/// One open transaction: statements with positional parameters, prepared once a connection.
///
/// Parameters may be `String`, `byte[]`, `Long`, `Integer`, `Boolean`, or an `Optional` / `OptionalLong`
/// of these, whose empty value binds SQL null. Not for use outside the [Work] it was given to, nor by
/// two threads.
public final class Session {
    /// Statements kept prepared for each connection; above it the least recently used one is closed.
    static final int PREPARED_LIMIT = 256;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(64, 0.75f, true);
    private Optional<StatementBuffer> recorder = Optional.empty();
    private boolean recording;

    Session(Connection connection) {
        this.connection = connection;
    }

    /// Runs an INSERT, UPDATE or DELETE; returns the number of rows it touched.
    public int update(String sql, Object... parameters) {
        int rows = unlogged(sql, parameters);
        if (recording && (rows > 0 || startsWith(sql, "INSERT"))) {
            // An INSERT that found its row there may still have used up a number of AUTOINCREMENT.
            logged(sql, parameters);
        }
        return rows;
    }

    /// Runs a query (or a statement with RETURNING) and maps every row.
    public <T> List<T> list(String sql, Function<Row, T> mapper, Object... parameters) {
        try (var result = bind(sql, parameters).executeQuery()) {
            var row = new Row(result);
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(mapper.apply(row));
            }
            queried(sql, parameters);
            return List.copyOf(rows);
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Runs a query and maps its first row, if there is one; further rows are ignored.
    public <T> Optional<T> first(String sql, Function<Row, T> mapper, Object... parameters) {
        try (var result = bind(sql, parameters).executeQuery()) {
            Optional<T> row = result.next() ? Optional.of(mapper.apply(new Row(result))) : Optional.empty();
            queried(sql, parameters);
            return row;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Runs a script of several statements without parameters, as in a migration; not where statements
    /// are logged.
    public void script(String sql) {
        if (recording) {
            throw new IllegalStateException("a script cannot be logged");
        }
        control(sql);
    }

    /// Runs a script that concerns this file alone.
    void control(String sql) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// All pages in one step: between two steps a writer would make it begin anew.
    void copyTo(Path target) {
        try {
            var database = connection.unwrap(SQLiteConnection.class).getDatabase();
            int code = database.backup("main", target.toString(), null, 0, 0, -1);
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLException("the copy ended with " + SQLiteErrorCode.getErrorCode(code));
            }
        } catch (SQLException e) {
            throw failed("copy to " + target, e);
        }
    }

    /// As [#update], of what concerns this file alone.
    int unlogged(String sql, Object... parameters) {
        try {
            return bind(sql, parameters).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Does again what was logged.
    void replay(Statement statement) {
        try {
            var bound = bind(statement.sql(), statement.parameters().toArray());
            if (bound.execute()) {
                // Nobody reads what it returns; SQLite changes everything before it shows the first row.
                bound.getResultSet().close();
            }
        } catch (SQLException e) {
            throw failed(statement.sql(), e);
        }
    }

    /// Logs what changes something from now on.
    void record(StatementBuffer into) {
        recorder = Optional.of(into);
        recording = true;
    }

    void stopRecording() {
        recording = false;
    }

    /// What was logged since [#record].
    Optional<StatementBuffer> recording() {
        return recorder;
    }

    /// Bytes logged in this transaction.
    int recorded() {
        return recording ? recorder.map(StatementBuffer::size).orElse(0) : 0;
    }

    /// Forgets what was logged since there were so many bytes: it was rolled back.
    void forget(int earlier) {
        if (recording) {
            recorder.ifPresent(buffer -> buffer.truncate(earlier));
        }
    }

    void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("close", e);
        }
    }

    private void queried(String sql, Object... parameters) {
        if (recording && !startsWith(sql, "SELECT")) {
            logged(sql, parameters);
        }
    }

    private void logged(String sql, Object... parameters) {
        recorder.ifPresent(buffer -> buffer.add(sql, parameters));
    }

    private static boolean startsWith(String sql, String word) {
        return sql.regionMatches(true, 0, word, 0, word.length());
    }

    private PreparedStatement bind(String sql, Object... parameters) throws SQLException {
        var statement = prepare(sql);
        for (var i = 0; i < parameters.length; i++) {
            bind(statement, i + 1, parameters[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        switch (value) {
            case Optional<?> optional when optional.isPresent() -> bind(statement, index, optional.get());
            case Optional<?> _ -> statement.setObject(index, null);
            case OptionalLong number when number.isPresent() -> statement.setLong(index, number.getAsLong());
            case OptionalLong _ -> statement.setObject(index, null);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setLong(index, number);
            case Boolean flag -> statement.setLong(index, flag ? 1 : 0);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> throw new IllegalArgumentException("cannot bind " + value.getClass());
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        var fresh = connection.prepareStatement(sql);
        prepared.put(sql, fresh);
        if (prepared.size() > PREPARED_LIMIT) {
            var eldest = prepared.entrySet().iterator().next();
            prepared.remove(eldest.getKey());
            eldest.getValue().close();
        }
        return fresh;
    }

    private static SqliteException failed(String sql, SQLException cause) {
        return new SqliteException("statement failed: " + sql, cause);
    }
}
