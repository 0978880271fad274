package souk.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Files of mode 0600 that are whole or absent, also after a power cut.
final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PrivateFile() {}

    /// @throws SoukException `NOT_FOUND` or `FORBIDDEN`
    static void requirePrivate(Path file) {
        try {
            if (Files.notExists(file)) {
                throw new SoukException(ErrorCode.NOT_FOUND, "there is no file " + file);
            }
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new SoukException(
                        ErrorCode.FORBIDDEN, "others can use " + file + ": make it yours alone with chmod 600");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws SoukException `CORRUPT` when it is longer than `maxBytes`
    static byte[] read(Path file, int maxBytes) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new SoukException(ErrorCode.CORRUPT, file + " has more than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes a new file. When another process made it in the meantime, that one stays.
    static void create(Path file, byte[] content) {
        var draft = draft(file, content);
        try {
            Files.createLink(file, draft);
            Files.delete(draft);
            flushDirectory(file);
        } catch (FileAlreadyExistsException e) {
            discard(draft);
        } catch (IOException e) {
            discard(draft);
            throw new UncheckedIOException(e);
        }
    }

    /// Puts new content in place of the old.
    static void replace(Path file, byte[] content) {
        var draft = draft(file, content);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            flushDirectory(file);
        } catch (IOException e) {
            discard(draft);
            throw new UncheckedIOException(e);
        }
    }

    private static Path draft(Path file, byte[] content) {
        var folder = folder(file);
        try {
            Files.createDirectories(folder);
            var draft = Files.createTempFile(
                    folder, "." + file.getFileName(), ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            return draft;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Only a flushed directory keeps the new name through a power cut.
    private static void flushDirectory(Path file) throws IOException {
        try (var directory = FileChannel.open(folder(file), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }
}
