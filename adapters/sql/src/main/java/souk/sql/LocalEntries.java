package souk.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Entries in the database itself, written with what they tell of. Beyond the limit the oldest go.
///
/// @param limit in bytes
record LocalEntries(Sqlite database, long limit) implements Entries {
    @Override
    public SharedLog.Turn turn(Session session) {
        return new LocalTurn(session, limit);
    }

    @Override
    public List<LogEntry> after(long sequence, long limitBytes) {
        return database.read(session -> {
            var found = new ArrayList<LogEntry>();
            long bytes = 0;
            var next = entry(session, sequence + 1);
            while (next.isPresent()) {
                found.add(next.get());
                bytes += next.get().body().length;
                next = bytes < limitBytes ? entry(session, sequence + 1 + found.size()) : Optional.empty();
            }
            return List.copyOf(found);
        });
    }

    private static Optional<LogEntry> entry(Session session, long sequence) {
        return session.first(
                "SELECT entry FROM journal_entry WHERE sequence = ?",
                row -> LogEntry.decode(row.bytes("entry")),
                sequence);
    }

    @Override
    public void forget(long upTo) {
        database.write(session -> {
            session.unlogged("DELETE FROM journal_entry WHERE sequence <= ?", upTo);
            return session.unlogged(
                    "UPDATE journal_head SET kept = (SELECT coalesce(sum(length(entry)), 0) FROM journal_entry)");
        });
    }

    private record LocalTurn(Session session, long limit) implements SharedLog.Turn {
        /// Nobody else adds any.
        @Override
        public long head() {
            return 0;
        }

        @Override
        public void append(long sequence, byte[] entry) {
            session.unlogged("INSERT INTO journal_entry VALUES (?, ?)", sequence, entry);
            session.unlogged("UPDATE journal_head SET kept = kept + ?", entry.length);
            for (var oldest = overflow(); oldest.isPresent(); oldest = overflow()) {
                drop(oldest.get());
            }
        }

        private Optional<Long> overflow() {
            return session.first(
                    "SELECT (SELECT min(sequence) FROM journal_entry) AS oldest FROM journal_head WHERE kept > ?",
                    row -> row.number("oldest"),
                    limit);
        }

        private void drop(long sequence) {
            session.unlogged(
                    "UPDATE journal_head SET kept = kept - (SELECT length(entry) FROM journal_entry WHERE sequence = ?)",
                    sequence);
            session.unlogged("DELETE FROM journal_entry WHERE sequence = ?", sequence);
        }

        @Override
        public void commit() {}

        @Override
        public void close() {}
    }
}
