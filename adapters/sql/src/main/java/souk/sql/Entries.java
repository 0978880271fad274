package souk.sql;

import java.util.List;

/// Where the entries of a journal are.
interface Entries {
    /// Before a commit: waits until this copy may add to it.
    Turn turn(Session session);

    List<LogEntry> after(long sequence, long limitBytes);

    void forget(long upTo);

    /// One commit's.
    interface Turn extends AutoCloseable {
        /// The last entry that anybody added.
        long head();

        void append(LogEntry entry);

        void commit();

        @Override
        void close();
    }
}
