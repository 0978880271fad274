package souk.sql;

import java.util.List;

/// Entries in the log that several copies share; none are kept here.
///
/// @param database its name there
record SharedEntries(SharedLog log, String database) implements Entries {
    @Override
    public SharedLog.Turn turn(Session session) {
        return log.turn(database);
    }

    @Override
    public List<LogEntry> after(long sequence, long limitBytes) {
        return log.after(database, sequence, limitBytes).stream()
                .map(LogEntry::decode)
                .toList();
    }

    /// Snapshots say what may go.
    @Override
    public void forget(long upTo) {}
}
