package souk.sql;

/// How a group of works becomes durable.
@FunctionalInterface
interface Transactions {
    /// Runs the works between a begin and a commit; when it throws, nothing of them remains.
    void commit(Session session, Runnable works);

    /// On this file's own account: nobody is told.
    static void plain(Session session, Runnable works) {
        session.control("BEGIN IMMEDIATE");
        try {
            works.run();
            session.control("COMMIT");
        } catch (RuntimeException | Error e) {
            session.control("ROLLBACK");
            throw e;
        }
    }
}
