package souk.compute;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.value.Digest;

/// What is known of a file without its bytes.
///
/// @param sha256 of its bytes
/// @param size in bytes
public record FileDigest(Digest sha256, long size) {
    private static final int BUFFER_BYTES = 1 << 16;

    /// Digests of all files below `directory`, by their path below it, with `/` on every system.
    ///
    /// @throws SoukException `NOT_FOUND` when the directory cannot be read, `CORRUPT` when it holds anything but
    ///     directories and regular files, `TOO_LARGE` when the files hold more than `maxBytes` together
    public static SortedMap<String, FileDigest> ofDirectory(Path directory, long maxBytes) {
        var digests = new TreeMap<String, FileDigest>();
        long left = maxBytes;
        try (var tree = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                var digest = ofFile(path);
                left -= digest.size();
                if (left < 0) {
                    throw new SoukException(ErrorCode.TOO_LARGE, "more than " + maxBytes + " bytes of files");
                }
                String name = directory.relativize(path).toString();
                digests.put(name.replace(path.getFileSystem().getSeparator(), "/"), digest);
            }
        } catch (IOException e) {
            throw new SoukException(ErrorCode.NOT_FOUND, "a job's directory cannot be read", e);
        }
        return Collections.unmodifiableSortedMap(digests);
    }

    private static FileDigest ofFile(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new SoukException(ErrorCode.CORRUPT, "a job's directory holds a link or a special file");
        }
        var sha256 = Sha256.digest();
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
                size += read;
            }
        }
        return new FileDigest(Digest.of(sha256.digest()), size);
    }
}
