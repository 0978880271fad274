package souk.assurance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// An [AuditStore] in a file of JSON lines, appended and forced to the device before an entry counts, and
/// rewritten with what is still kept when it is opened. A torn last line is cut off; damage before it is
/// refused.
public final class FileAuditStore implements AuditStore, AutoCloseable {
    /// Entries after which the file is rewritten; they take some 30 MB.
    private static final int REWRITE_AFTER = 10_000;

    private final InMemoryAuditStore kept = new InMemoryAuditStore();
    private final ReentrantLock lock = new ReentrantLock();
    private final Path path;
    private RandomAccessFile file;
    private int appended;

    private FileAuditStore(Path path) throws IOException {
        this.path = path;
        if (Files.exists(path)) {
            load(Files.readAllBytes(path));
            replace();
        }
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /// Opens or creates the store.
    ///
    /// @throws SoukException `CORRUPT` for damage before the last line, `UNAVAILABLE` if the disk fails
    public static FileAuditStore open(Path path) {
        try {
            return new FileAuditStore(path);
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot open the audit store " + path, e);
        }
    }

    @Override
    public void append(AuditEntry entry) {
        lock.lock();
        try {
            write(entry);
            kept.append(entry);
            if (++appended >= REWRITE_AFTER) {
                replace();
                file.close();
                file = new RandomAccessFile(path.toFile(), "rw");
                appended = 0;
            }
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot write to the audit store", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<EpochOutcome> outcome(LeaseId lease, long epoch) {
        return kept.outcome(lease, epoch);
    }

    @Override
    public LeaseWatch watch(LeaseId lease) {
        return kept.watch(lease);
    }

    @Override
    public List<DisputeCase> openDisputes() {
        return kept.openDisputes();
    }

    @Override
    public Optional<AuditScore> score(Address provider) {
        return kept.score(provider);
    }

    @Override
    public List<ScoreChange> changes(Address provider, int limit) {
        return kept.changes(provider, limit);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot close the audit store", e);
        }
    }

    private void load(byte[] content) {
        var text = new String(content, StandardCharsets.UTF_8);
        int whole = text.lastIndexOf('\n') + 1;
        text.substring(0, whole).lines().forEach(line -> kept.append(parse(line)));
    }

    private static AuditEntry parse(String line) {
        try {
            return AuditEntry.from(Json.parseObject(line.getBytes(StandardCharsets.UTF_8)));
        } catch (SoukException e) {
            throw new SoukException(
                    ErrorCode.CORRUPT, "the audit store is damaged; restore it from a copy or remove the line", e);
        }
    }

    private void replace() throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        var text = new StringBuilder();
        kept.entries().forEach(entry -> text.append(entry.toJson()).append('\n'));
        Files.writeString(
                next,
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.DSYNC);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(AuditEntry entry) throws IOException {
        long end = file.length();
        file.seek(end);
        try {
            file.write((entry.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            file.setLength(end);
            throw e;
        }
    }
}
