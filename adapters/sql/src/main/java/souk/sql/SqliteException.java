package souk.sql;

/// A statement, a commit or the file itself failed; the transaction it was part of left no trace.
public final class SqliteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what was attempted
    /// @param cause what the driver said
    public SqliteException(String message, Throwable cause) {
        super(message, cause);
    }
}
