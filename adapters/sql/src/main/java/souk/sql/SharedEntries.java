package souk.sql;

import java.util.List;

/// Entries in the log that several copies share; none are kept here.
///
/// @param database its name there
record SharedEntries(SharedLog log, String database) implements Entries {
    @Override
    public Turn turn(Session session) {
        var turn = log.turn(database);
        return new Turn() {
            @Override
            public long head() {
                return turn.head();
            }

            @Override
            public void append(LogEntry entry) {
                turn.append(entry.sequence(), entry.encode());
            }

            @Override
            public void commit() {
                turn.commit();
            }

            @Override
            public void close() {
                turn.close();
            }
        };
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
