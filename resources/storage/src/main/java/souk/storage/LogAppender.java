package souk.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// The end of one log file: hands out room for records and forces the file.
///
/// Guarded by the lock of [ShardLogs], but for [#sync()].
final class LogAppender {
    private final int number;
    private final Path path;
    private final Disk disk;
    private final RandomAccessFile file;
    private final GroupSync sync;
    private int end;
    private int writers;
    private boolean sealed;

    LogAppender(int number, Path path, Disk disk, int end) throws IOException {
        this.number = number;
        this.path = path;
        this.disk = disk;
        this.file = disk.open(path);
        this.sync = new GroupSync(() -> disk.force(file));
        this.end = end;
    }

    int number() {
        return number;
    }

    /// Another handle on the file, for one record.
    RandomAccessFile handle() throws IOException {
        return disk.open(path);
    }

    int end() {
        return end;
    }

    GroupSync sync() {
        return sync;
    }

    boolean hasRoom(int bytes, int maxSize) {
        return !sync.broken() && (long) end + bytes <= maxSize;
    }

    /// Writes the header at once, so that a scan can step over this record whatever becomes of it.
    void begin(byte[] header, int frameBytes) throws IOException {
        file.seek(end);
        file.write(header);
        end += frameBytes;
        writers++;
    }

    /// Ends one write. The room of a failed one is taken back if nothing follows it, else it is dead space.
    void end(Location location, boolean kept) throws IOException {
        writers--;
        if (!kept && location.position() + RecordHeader.frameBytes(location.length()) == end) {
            end = location.position();
            file.setLength(end);
        }
        closeIfDone();
    }

    /// Forces the file outside of the group, for those who hold the lock anyway.
    void force() throws IOException {
        disk.force(file);
    }

    /// No more records begin here; once the last writer has ended, the file is forced and closed.
    void seal() throws IOException {
        sealed = true;
        closeIfDone();
    }

    boolean isQuiet() {
        return writers == 0;
    }

    private void closeIfDone() throws IOException {
        if (sealed && writers == 0) {
            disk.force(file);
            file.close();
        }
    }
}
