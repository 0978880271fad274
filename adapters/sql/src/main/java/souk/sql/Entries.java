package souk.sql;

import java.util.List;

/// Where the entries of a journal are.
interface Entries {
    /// Before a commit: waits until this copy may add to it.
    SharedLog.Turn turn(Session session);

    List<LogEntry> after(long sequence, long limitBytes);

    void forget(long upTo);
}
