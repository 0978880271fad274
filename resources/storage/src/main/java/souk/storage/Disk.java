package souk.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Everything the store does to files that a loss of power could undo. Tests put a disk in its place that forgets
/// what was not forced.
///
/// [RandomAccessFile], not a channel: an interrupt of one writer would close a channel that all writers share.
class Disk {
    /// Opens a file for reading and writing, making it if need be.
    RandomAccessFile open(Path file) throws IOException {
        return new RandomAccessFile(file.toFile(), "rw");
    }

    /// Returns once all bytes written to the file so far, by whichever handle, are on the device.
    void force(RandomAccessFile file) throws IOException {
        file.getFD().sync();
    }

    /// Puts a file in the place of another, at once.
    void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /// Makes the names of new, moved and deleted files durable.
    void forceNames(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
