package souk.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.NoSuchElementException;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// A database file as the parts of a snapshot, and back.
public final class SnapshotFile {
    static final int PART_BYTES = 1 << 20;

    private SnapshotFile() {}

    /// Puts a copy of the database into the log, for newcomers and those that were away.
    ///
    /// @param scratch a file that does not exist, beside the database
    public static void keep(Sqlite database, SharedLog log, String name, Path scratch) {
        try {
            Files.deleteIfExists(scratch);
            database.copyTo(scratch);
            var sequence = sequence(scratch);
            try (var in = Files.newInputStream(scratch)) {
                log.keep(name, sequence, new Parts(in));
            } finally {
                Files.deleteIfExists(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Replaces a file that lacks entries which the log does not hold any more.
    static void fetchIfBehind(Path file, SharedLog log, String name) {
        long own = Files.exists(file) ? sequence(file) : 0;
        long head = log.heads().getOrDefault(name, 0L);
        if (own >= head || !log.after(name, own, 1).isEmpty()) {
            return;
        }
        var snapshot = log.snapshot(name)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.UNAVAILABLE,
                        "the shared log of " + name + " begins after entry " + own + " and has no snapshot yet"));
        fetch(file, snapshot);
    }

    private static void fetch(Path file, SharedLog.Snapshot snapshot) {
        var fresh = file.resolveSibling(file.getFileName() + ".fetched");
        try {
            try (var out = Files.newOutputStream(fresh)) {
                while (snapshot.parts().hasNext()) {
                    out.write(snapshot.parts().next());
                }
            }
            if (sequence(fresh) != snapshot.sequence()) {
                throw new SoukException(ErrorCode.CORRUPT, "a snapshot says another entry than the log");
            }
            for (var suffix : new String[] {"-wal", "-shm"}) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
                Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + suffix));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sequence(Path file) {
        var session = Sqlite.connect(file, false);
        try {
            return Journal.create(session).sequence();
        } finally {
            session.close();
        }
    }

    private static final class Parts implements Iterator<byte[]> {
        private final InputStream in;
        private byte[] next;

        Parts(InputStream in) throws IOException {
            this.in = in;
            this.next = in.readNBytes(PART_BYTES);
        }

        @Override
        public boolean hasNext() {
            return next.length > 0;
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                var part = next;
                next = in.readNBytes(PART_BYTES);
                return part;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
