package souk.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The room on the store's disk, and what a failing disk is called.
///
/// @param usable bytes left on the disk
/// @param reserve bytes the store leaves alone
record DiskRoom(LongSupplier usable, long reserve) {
    long free() {
        return usable.getAsLong();
    }

    /// @throws SoukException `DISK_FULL` if so many bytes more would touch the reserve
    void require(long bytes) {
        if (free() - bytes < reserve) {
            throw new SoukException(ErrorCode.DISK_FULL, "the disk has too little room left for another shard");
        }
    }

    /// Why something failed: the disk is full, or it is not there.
    SoukException failure(String doing, IOException cause) {
        boolean full = free() < Math.max(ShardStore.MAX_SHARD_BYTES, reserve);
        return new SoukException(full ? ErrorCode.DISK_FULL : ErrorCode.UNAVAILABLE, doing + " failed", cause);
    }

    /// The disk of a folder. Which disk that is, is looked up once: it means reading the table of mounts.
    static LongSupplier of(Path folder) {
        return new LongSupplier() {
            private Optional<FileStore> disk = Optional.empty();

            @Override
            public synchronized long getAsLong() {
                try {
                    if (disk.isEmpty()) {
                        disk = Optional.of(Files.getFileStore(folder));
                    }
                    return disk.get().getUsableSpace();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
