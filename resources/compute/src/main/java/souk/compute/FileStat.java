package souk.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the guest learns about files. It is the same on every host: no owners, no times, no inode numbers, and
/// directories in the byte order of their names.
final class FileStat {
    static final int BYTES = 64;
    static final int ENTRY_BYTES = 24;

    private static final byte DIRECTORY = 3;
    private static final byte REGULAR_FILE = 4;

    private FileStat() {}

    /// The `filestat` of WASI.
    static byte[] of(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            var out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
            out.putLong(0, 1);
            out.putLong(8, number(path));
            out.put(16, type(attributes));
            out.putLong(24, 1);
            out.putLong(32, attributes.isDirectory() ? 0 : attributes.size());
            return out.array();
        } catch (NoSuchFileException e) {
            throw new WasiError(Errno.NOENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long sizeOf(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new WasiError(Errno.NOENT);
        }
    }

    /// The entries of a directory as `fd_readdir` gives them, from number `cookie` on, cut at `length` bytes.
    static byte[] entries(Path directory, long cookie, int length) {
        var out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        var names = names(directory);
        for (long i = Math.max(0, cookie); i < names.size() && out.hasRemaining(); i++) {
            byte[] entry = entry(directory, names.get((int) i), i + 1);
            out.put(entry, 0, Math.min(entry.length, out.remaining()));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] entry(Path directory, String name, long next) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Path path = directory.resolve(name);
        var out = ByteBuffer.allocate(ENTRY_BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0, next);
        out.putLong(8, number(path));
        out.putInt(16, bytes.length);
        out.put(20, Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? DIRECTORY : REGULAR_FILE);
        out.position(ENTRY_BYTES);
        return out.put(bytes).array();
    }

    private static List<String> names(Path directory) {
        try (var children = Files.list(directory)) {
            var names = children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
            var all = new ArrayList<String>(List.of(".", ".."));
            all.addAll(names);
            return all;
        } catch (IOException e) {
            throw new WasiError(Errno.NOTDIR);
        }
    }

    private static byte type(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? DIRECTORY : REGULAR_FILE;
    }

    /// Programs compare inode numbers to tell files apart; a hash of the last name serves them.
    private static long number(Path path) {
        return 1 + Integer.toUnsignedLong(path.getFileName().toString().hashCode());
    }
}
