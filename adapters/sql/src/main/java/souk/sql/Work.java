package souk.sql;

/// What to do inside one transaction; throwing rolls it back and reaches the caller unchanged.
///
/// @param <T> what the caller gets back
@FunctionalInterface
public interface Work<T> {
    /// Runs the statements. May not keep the session, nor call the same [Sqlite] again.
    T run(Session session);
}
