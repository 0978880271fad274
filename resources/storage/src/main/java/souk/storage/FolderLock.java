package souk.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Keeps a folder to one store, in this process or any other. The operating system lets go when the process
/// dies.
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws SoukException `CONFLICT` if another store has the folder
    static FolderLock take(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw taken(folder);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw taken(folder);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static SoukException taken(Path folder) {
        return new SoukException(ErrorCode.CONFLICT, "another store works in " + folder);
    }
}
