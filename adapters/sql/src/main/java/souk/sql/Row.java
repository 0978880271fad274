package souk.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// The current row of a result, columns by name; valid only inside the mapper it is given to.
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /// A text column that is not null.
    public String text(String column) {
        return present(column, optionalText(column));
    }

    /// A text column, empty where the database holds null.
    public Optional<String> optionalText(String column) {
        try {
            return Optional.ofNullable(result.getString(column));
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    /// An integer column; null is an error.
    public long number(String column) {
        return optionalNumber(column).orElseThrow(() -> missing(column));
    }

    /// An integer column, empty where the database holds null.
    public OptionalLong optionalNumber(String column) {
        try {
            var value = result.getLong(column);
            return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    /// An integer column read as a truth: zero is false, all else true.
    public boolean flag(String column) {
        return number(column) != 0;
    }

    /// A blob column that is not null.
    public byte[] bytes(String column) {
        return present(column, optionalBytes(column));
    }

    /// A blob column, empty where the database holds null.
    public Optional<byte[]> optionalBytes(String column) {
        try {
            return Optional.ofNullable(result.getBytes(column));
        } catch (SQLException e) {
            throw unreadable(column, e);
        }
    }

    private static <T> T present(String column, Optional<T> value) {
        return value.orElseThrow(() -> missing(column));
    }

    private static IllegalStateException missing(String column) {
        return new IllegalStateException("column " + Objects.requireNonNull(column) + " is null");
    }

    private static SqliteException unreadable(String column, SQLException cause) {
        return new SqliteException("cannot read column " + column, cause);
    }
}
