package souk.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// The log files of a store, `shards-00000001.log` and on: 128 bytes of file header, then records as
/// [RecordHeader] describes. One file is appended to; the others only lose their content to compaction, and
/// then go.
///
/// Room is reserved under a lock and filled outside it, so a slow sender holds nobody up.
final class ShardLogs implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ShardLogs.class.getName());
    private static final Pattern NAME = Pattern.compile("shards-(\\d{8})\\.log");
    private static final long FILE_MAGIC = 0x534f554b_4c4f4731L; // SOUKLOG1
    private static final int FILE_HEADER_BYTES = RecordHeader.ALIGNMENT;
    /// How much of the newest log has its bodies checked at the start, where a loss of power does its damage.
    private static final int TAIL_CHECK_BYTES = 16 << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path folder;
    private final Disk disk;
    private final long nonce;
    private final int maxSize;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Integer, Integer> closed = new TreeMap<>();
    private final List<LogAppender> draining = new ArrayList<>();
    private Optional<LogAppender> active = Optional.empty();
    private long retiredForces;
    /// Never used twice while the store is open: a reader may still hold a location in a deleted log.
    private int lastNumber;

    private ShardLogs(Path folder, Disk disk, long nonce, int maxSize) {
        this.folder = folder;
        this.disk = disk;
        this.nonce = nonce;
        this.maxSize = maxSize;
    }

    /// Opens the logs of a folder and tells every valid record, oldest log first.
    static ShardLogs open(Path folder, Disk disk, long nonce, int maxSize, Consumer<RecordHeader> records)
            throws IOException {
        var logs = new ShardLogs(folder, disk, nonce, maxSize);
        List<Path> files = logs.files();
        for (Path file : files) {
            boolean newest = file.equals(files.getLast());
            logs.load(file, newest, records);
        }
        return logs;
    }

    /// Room for a record in the newest log; [#finish] or [#abandon] must follow.
    RecordWriter reserve(RecordHeader wanted) throws IOException {
        int length = wanted.location().length();
        lock.lock();
        try {
            LogAppender log = appender(RecordHeader.frameBytes(length));
            var location = new Location(log.number(), log.end(), length);
            var header = new RecordHeader(location, wanted.lease(), wanted.root(), wanted.storedAt(), wanted.expiry());
            log.begin(header.encode(nonce), RecordHeader.frameBytes(length));
            try {
                return new RecordWriter(header, nonce, log);
            } catch (IOException e) {
                log.end(location, false);
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends a record that is complete.
    void finish(RecordWriter writer) throws IOException {
        end(writer, true);
    }

    /// Ends a record that shall not exist.
    void abandon(RecordWriter writer) throws IOException {
        end(writer, false);
    }

    /// Copies a record to the newest log as it is, to be forced by [#force()].
    ///
    /// @return where the copy lies, or empty if the record is damaged
    /// @throws IOException if reading or writing failed, which says nothing of the record
    Optional<Location> copy(Location from) throws IOException {
        try (var file = new RandomAccessFile(path(from.log()).toFile(), "r")) {
            Optional<RecordHeader> header = headerAt(file, from.log(), from.position());
            Optional<Integer> expected = header.isPresent() ? footerCrc(file, header.get()) : Optional.empty();
            return expected.isPresent() ? copy(file, header.get(), expected.get()) : Optional.empty();
        }
    }

    /// Forces all files that are open.
    void force() throws IOException {
        lock.lock();
        try {
            for (LogAppender log : draining) {
                log.force();
            }
            if (active.isPresent()) {
                active.get().force();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The bytes `offset` to `offset + length` of a shard.
    ///
    /// @throws IOException if the log is gone or unreadable
    RecordStream read(Location location, int offset, int length) throws IOException {
        var file = new RandomAccessFile(path(location.log()).toFile(), "r");
        try {
            file.seek((long) location.position() + RecordHeader.HEADER_BYTES + offset);
            return new RecordStream(file, length);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// Whether frame and body of a record are as they were written.
    boolean isIntact(Location location) throws IOException {
        try (var file = new RandomAccessFile(path(location.log()).toFile(), "r")) {
            Optional<RecordHeader> header = headerAt(file, location.log(), location.position());
            return header.isPresent() && header.get().location().equals(location) && bodyMatches(file, header.get());
        } catch (EOFException e) {
            return false;
        }
    }

    /// Bytes of every file that nobody writes to: what compaction may consider.
    SortedMap<Integer, Integer> closedFiles() {
        lock.lock();
        try {
            return new TreeMap<>(closed);
        } finally {
            lock.unlock();
        }
    }

    /// The number and size of the file in use, to decide whether to close it early.
    Optional<Location> activeFile() {
        lock.lock();
        try {
            return active.map(log -> new Location(log.number(), 0, log.end()));
        } finally {
            lock.unlock();
        }
    }

    /// The next record begins a new file.
    void roll() throws IOException {
        lock.lock();
        try {
            if (active.isPresent()) {
                retire(active.get());
                active = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
    }

    void delete(int number) throws IOException {
        lock.lock();
        try {
            closed.remove(number);
            disk.delete(path(number));
        } finally {
            lock.unlock();
        }
    }

    /// Bytes of all files.
    long bytes() {
        lock.lock();
        try {
            long open = draining.stream().mapToLong(LogAppender::end).sum()
                    + active.map(LogAppender::end).orElse(0);
            return open + closed.values().stream().mapToLong(Integer::longValue).sum();
        } finally {
            lock.unlock();
        }
    }

    /// Forces of files since the start.
    long forces() {
        lock.lock();
        try {
            long open = draining.stream().mapToLong(log -> log.sync().forces()).sum()
                    + active.map(log -> log.sync().forces()).orElse(0L);
            return retiredForces + open;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        roll();
    }

    private Optional<Location> copy(RandomAccessFile file, RecordHeader header, int expected) throws IOException {
        RecordWriter writer = reserve(header);
        boolean kept = false;
        try {
            file.seek((long) header.location().position() + RecordHeader.HEADER_BYTES);
            var buffer = new byte[BUFFER_BYTES];
            int remaining = header.location().length();
            while (remaining > 0) {
                int taken = file.read(buffer, 0, Math.min(buffer.length, remaining));
                if (taken < 0) {
                    return Optional.empty();
                }
                writer.write(buffer, taken);
                remaining -= taken;
            }
            kept = writer.bodyCrc() == expected;
            if (kept) {
                writer.finish();
            }
            return kept ? Optional.of(writer.header().location()) : Optional.empty();
        } finally {
            end(writer, kept);
        }
    }

    private LogAppender appender(int frameBytes) throws IOException {
        if (active.isPresent() && active.get().hasRoom(frameBytes, maxSize)) {
            return active.get();
        }
        roll();
        var log = create(++lastNumber);
        active = Optional.of(log);
        return log;
    }

    private LogAppender create(int number) throws IOException {
        var header = ByteBuffer.allocate(FILE_HEADER_BYTES)
                .putLong(FILE_MAGIC)
                .putLong(nonce)
                .putInt(number)
                .array();
        if (Files.exists(path(number))) {
            throw new IOException("log " + number + " is there already");
        }
        try (var file = disk.open(path(number))) {
            file.write(header);
        }
        disk.forceNames(folder);
        return new LogAppender(number, path(number), disk, FILE_HEADER_BYTES);
    }

    private void end(RecordWriter writer, boolean kept) throws IOException {
        writer.close();
        lock.lock();
        try {
            writer.log().end(writer.header().location(), kept);
            if (draining.contains(writer.log()) && writer.log().isQuiet()) {
                draining.remove(writer.log());
                archive(writer.log());
            }
        } finally {
            lock.unlock();
        }
    }

    private void retire(LogAppender log) throws IOException {
        log.seal();
        if (log.isQuiet()) {
            archive(log);
            return;
        }
        draining.add(log);
    }

    private void archive(LogAppender log) {
        closed.put(log.number(), log.end());
        retiredForces += log.sync().forces();
    }

    private List<Path> files() throws IOException {
        try (var listed = Files.list(folder)) {
            return listed.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    private Path path(int number) {
        return folder.resolve("shards-%08d.log".formatted(number));
    }

    private void load(Path path, boolean newest, Consumer<RecordHeader> records) throws IOException {
        int number = Integer.parseInt(path.getFileName().toString(), 7, 15, 10);
        try (var file = newest ? disk.open(path) : new RandomAccessFile(path.toFile(), "r")) {
            List<RecordHeader> found = scan(file, number);
            if (newest) {
                found = dropTorn(file, found);
                truncate(file, number, found);
            }
            found.forEach(records);
            lastNumber = number;
            closed.put(number, (int) file.length());
        }
        if (newest && closed.get(number) < maxSize && closed.get(number) >= FILE_HEADER_BYTES) {
            active = Optional.of(new LogAppender(number, path, disk, closed.remove(number)));
        }
    }

    /// Steps from header to footer to header; a damaged header costs a search for the next one.
    private List<RecordHeader> scan(RandomAccessFile file, int number) throws IOException {
        var found = new ArrayList<RecordHeader>();
        long position = FILE_HEADER_BYTES;
        while (position + RecordHeader.ALIGNMENT <= file.length()) {
            Optional<RecordHeader> header = headerAt(file, number, (int) position);
            if (header.isEmpty()) {
                position = nextHeader(file, number, position + RecordHeader.ALIGNMENT);
                continue;
            }
            if (footerCrc(file, header.get()).isPresent()) {
                found.add(header.get());
            }
            position += RecordHeader.frameBytes(header.get().location().length());
        }
        return found;
    }

    private long nextHeader(RandomAccessFile file, int number, long from) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        for (long start = from; start + RecordHeader.ALIGNMENT <= file.length(); start += buffer.length) {
            file.seek(start);
            int filled = readUpTo(file, buffer);
            for (int at = 0; at + RecordHeader.HEADER_BYTES <= filled; at += RecordHeader.ALIGNMENT) {
                int position = (int) (start + at);
                if (RecordHeader.decode(buffer, at, number, position, nonce).isPresent()) {
                    return position;
                }
            }
        }
        return file.length();
    }

    private List<RecordHeader> dropTorn(RandomAccessFile file, List<RecordHeader> found) throws IOException {
        long checkFrom = file.length() - TAIL_CHECK_BYTES;
        var whole = new ArrayList<RecordHeader>();
        for (RecordHeader header : found) {
            if (header.location().position() < checkFrom || bodyMatches(file, header)) {
                whole.add(header);
            }
        }
        return whole;
    }

    private static void truncate(RandomAccessFile file, int number, List<RecordHeader> whole) throws IOException {
        long end = FILE_HEADER_BYTES;
        if (!whole.isEmpty()) {
            Location last = whole.getLast().location();
            end = last.position() + RecordHeader.frameBytes(last.length());
        }
        if (file.length() > end) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "shard_log_truncated log=" + number + " from=" + file.length() + " to=" + end);
            file.setLength(end);
        }
    }

    private Optional<RecordHeader> headerAt(RandomAccessFile file, int number, int position) throws IOException {
        var bytes = new byte[RecordHeader.HEADER_BYTES];
        file.seek(position);
        return readUpTo(file, bytes) < bytes.length
                ? Optional.empty()
                : RecordHeader.decode(bytes, 0, number, position, nonce);
    }

    private Optional<Integer> footerCrc(RandomAccessFile file, RecordHeader header) throws IOException {
        Location location = header.location();
        var bytes = new byte[RecordHeader.FOOTER_BYTES];
        file.seek((long) location.position() + RecordHeader.HEADER_BYTES + location.length());
        return readUpTo(file, bytes) < bytes.length ? Optional.empty() : header.decodeFooter(bytes, nonce);
    }

    private boolean bodyMatches(RandomAccessFile file, RecordHeader header) throws IOException {
        Optional<Integer> expected = footerCrc(file, header);
        if (expected.isEmpty()) {
            return false;
        }
        var checksum = new CRC32C();
        var buffer = new byte[BUFFER_BYTES];
        file.seek((long) header.location().position() + RecordHeader.HEADER_BYTES);
        int remaining = header.location().length();
        while (remaining > 0) {
            int taken = file.read(buffer, 0, Math.min(buffer.length, remaining));
            if (taken < 0) {
                return false;
            }
            checksum.update(buffer, 0, taken);
            remaining -= taken;
        }
        return (int) checksum.getValue() == expected.get();
    }

    private static int readUpTo(RandomAccessFile file, byte[] bytes) throws IOException {
        int filled = 0;
        while (filled < bytes.length) {
            int taken = file.read(bytes, filled, bytes.length - filled);
            if (taken < 0) {
                return filled;
            }
            filled += taken;
        }
        return filled;
    }
}
