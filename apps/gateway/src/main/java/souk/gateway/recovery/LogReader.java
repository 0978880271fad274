package souk.gateway.recovery;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.record.Cid;
import souk.core.value.Digest;
import souk.sql.LogEntry;

/// Reads the log from its newest record back to a snapshot.
public final class LogReader {
    /// What a head names while there is no log.
    public static final Cid NONE = Cid.of(Digest.ZERO);

    private final Function<Cid, LogRecord> records;
    private final boolean partly;

    /// The changes after a snapshot.
    ///
    /// @param records their names, oldest first
    /// @param entries by database, in order
    /// @param missing what could not be read, so that all after it is left out
    public record Log(List<Cid> records, Map<String, List<LogEntry>> entries, Optional<SoukException> missing) {
        static final Log EMPTY = new Log(List.of(), Map.of(), Optional.empty());

        public long changes() {
            return entries.values().stream().mapToLong(List::size).sum();
        }
    }

    private record Read(Cid cid, LogRecord record) {}

    /// @param records reads one, or throws a [SoukException]
    /// @param partly whether to go on with what is before a record that cannot be read
    LogReader(Function<Cid, LogRecord> records, boolean partly) {
        this.records = records;
        this.partly = partly;
    }

    /// @param end the newest record that is in the snapshot already; none to read the log to its beginning
    /// @throws SoukException when a record cannot be read and the rest is not wanted
    Log read(Cid newest, Optional<Cid> end) {
        var found = new ArrayList<Read>();
        Optional<SoukException> missing = Optional.empty();
        var wanted = until(List.of(newest), end);
        while (!wanted.isEmpty()) {
            var batch = Together.all(wanted, this::attempt);
            List<Cid> next = List.of();
            for (int i = 0; i < batch.size(); i++) {
                switch (batch.get(i)) {
                    case Attempt.Done(LogRecord record) -> {
                        found.add(new Read(wanted.get(i), record));
                        next = until(record.before(), end);
                    }
                    case Attempt.Failed(SoukException cause) -> {
                        missing = Optional.of(refused(cause));
                        // All newer ones need this one; where the older ones are, only it could tell.
                        found.clear();
                        next = List.of();
                    }
                }
            }
            wanted = next;
        }
        var inOrder = found.reversed();
        return new Log(inOrder.stream().map(Read::cid).toList(), entries(inOrder), missing);
    }

    private sealed interface Attempt {
        record Done(LogRecord record) implements Attempt {}

        record Failed(SoukException cause) implements Attempt {}
    }

    private Attempt attempt(Cid cid) {
        try {
            return new Attempt.Done(records.apply(cid));
        } catch (SoukException e) {
            if (!partly) {
                throw refused(e);
            }
            return new Attempt.Failed(e);
        }
    }

    private static SoukException refused(SoukException cause) {
        return new SoukException(
                cause.code(),
                "changes after the snapshot cannot be read: " + cause.getMessage() + "; try again when more custodians"
                        + " run, or do without those changes with --allow-older",
                cause);
    }

    private static List<Cid> until(List<Cid> names, Optional<Cid> end) {
        return names.stream().takeWhile(cid -> !end.equals(Optional.of(cid))).toList();
    }

    private static Map<String, List<LogEntry>> entries(List<Read> records) {
        var entries = new LinkedHashMap<String, List<LogEntry>>();
        var open = new LinkedHashMap<String, ByteArrayOutputStream>();
        for (var read : records) {
            for (var part : read.record().parts()) {
                var bytes = open.computeIfAbsent(part.database(), _ -> new ByteArrayOutputStream());
                bytes.writeBytes(part.bytes());
                if (part.last()) {
                    entries.computeIfAbsent(part.database(), _ -> new ArrayList<>())
                            .add(entry(bytes.toByteArray()));
                    bytes.reset();
                }
            }
        }
        return entries;
    }

    private static LogEntry entry(byte[] bytes) {
        try {
            return LogEntry.decode(bytes);
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.CORRUPT, "a change in the log is damaged: " + e.getMessage(), e);
        }
    }
}
