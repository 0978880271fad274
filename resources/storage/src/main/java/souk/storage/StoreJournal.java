package souk.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The file `inventory.journal`: frames of magic u32 "SJRN", length u32, CRC32C u32 of the payload, payload
/// ([JournalEntry]).
///
/// A torn last frame was never acknowledged and is cut off. A damaged frame with sound ones after it is another
/// matter: co-signed state would be lost silently, so opening refuses with `CORRUPT` and a person decides. One
/// owner at a time.
final class StoreJournal implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(StoreJournal.class.getName());
    private static final String NAME = "inventory.journal";
    private static final int MAGIC = 0x534a524e;
    private static final int FRAME_BYTES = 3 * Integer.BYTES;
    private static final int MAX_PAYLOAD_BYTES = 64 << 20;

    private final Path folder;
    private final Path path;
    private final Disk disk;
    private RandomAccessFile file;

    private StoreJournal(Path folder, Disk disk, Path path, RandomAccessFile file) {
        this.folder = folder;
        this.disk = disk;
        this.path = path;
        this.file = file;
    }

    /// Opens or creates the journal of a folder and tells its entries, oldest first.
    static StoreJournal open(Path folder, Disk disk, Consumer<JournalEntry> entries) throws IOException {
        Path path = folder.resolve(NAME);
        boolean isNew = Files.notExists(path);
        var journal = new StoreJournal(folder, disk, path, disk.open(path));
        if (isNew) {
            disk.forceNames(folder);
        }
        try {
            journal.replay(entries);
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    long bytes() throws IOException {
        return file.length();
    }

    /// Appends an entry; it counts once [#force] has returned. After a failure the file ends where it ended
    /// before.
    void append(JournalEntry entry) throws IOException {
        long end = file.length();
        file.seek(end);
        try {
            file.write(frame(entry));
        } catch (IOException e) {
            file.setLength(end);
            throw e;
        }
    }

    void force() throws IOException {
        disk.force(file);
    }

    /// Replaces all entries at once: after a crash either the old journal is there or the new one.
    void rewrite(Stream<JournalEntry> entries) throws IOException {
        Path next = path.resolveSibling(NAME + ".next");
        try (var out = disk.open(next)) {
            out.setLength(0);
            for (JournalEntry entry : (Iterable<JournalEntry>) entries::iterator) {
                out.write(frame(entry));
            }
            disk.force(out);
        }
        disk.replace(next, path);
        disk.forceNames(folder);
        file.close();
        file = disk.open(path);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void replay(Consumer<JournalEntry> entries) throws IOException {
        long position = 0;
        while (position < file.length()) {
            Optional<byte[]> payload = payloadAt(position);
            if (payload.isEmpty()) {
                cut(position);
                return;
            }
            entries.accept(JournalEntry.decode(payload.get()));
            position += FRAME_BYTES + payload.get().length;
        }
    }

    private Optional<byte[]> payloadAt(long position) throws IOException {
        if (position + FRAME_BYTES > file.length()) {
            return Optional.empty();
        }
        file.seek(position);
        int magic = file.readInt();
        int length = file.readInt();
        int crc = file.readInt();
        boolean plausible = magic == MAGIC && length > 0 && length <= MAX_PAYLOAD_BYTES;
        if (!plausible || position + FRAME_BYTES + length > file.length()) {
            return Optional.empty();
        }
        var payload = new byte[length];
        file.readFully(payload);
        return RecordHeader.crc(payload, length) == crc ? Optional.of(payload) : Optional.empty();
    }

    private void cut(long position) throws IOException {
        if (anySoundFrameAfter(position)) {
            throw new SoukException(
                    ErrorCode.CORRUPT,
                    "the journal " + path + " is damaged at byte " + position
                            + ", with sound entries after it: restore the file from a copy, or move it away and let the"
                            + " payers send their inventories again");
        }
        LOGGER.log(System.Logger.Level.WARNING, "journal_truncated from=" + file.length() + " to=" + position);
        file.setLength(position);
    }

    private boolean anySoundFrameAfter(long damaged) throws IOException {
        var window = new byte[64 << 10];
        long start = damaged + 1;
        while (start + FRAME_BYTES <= file.length()) {
            file.seek(start);
            int filled = file.read(window);
            for (int at = 0; at + Integer.BYTES <= filled; at++) {
                if (ByteBuffer.wrap(window, at, Integer.BYTES).getInt() == MAGIC
                        && payloadAt(start + at).isPresent()) {
                    return true;
                }
            }
            start += Math.max(1, filled - Integer.BYTES + 1);
        }
        return false;
    }

    private static byte[] frame(JournalEntry entry) {
        byte[] payload = entry.encode();
        return ByteBuffer.allocate(FRAME_BYTES + payload.length)
                .putInt(MAGIC)
                .putInt(payload.length)
                .putInt(RecordHeader.crc(payload, payload.length))
                .put(payload)
                .array();
    }
}
