package souk.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import souk.compute.fuel.ModuleRefusedException;

/// Looks through the mounts before a job starts: only directories and regular files may be there. A symbolic link
/// could lead outside, a pipe or device could hang or harm the host.
final class MountCheck {
    /// Also bounds the time this look takes.
    private static final int MAX_ENTRIES = 100_000;

    private MountCheck() {}

    static void check(List<Mount> mounts) throws ModuleRefusedException {
        for (Mount mount : mounts) {
            check(mount);
        }
    }

    private static void check(Mount mount) throws ModuleRefusedException {
        if (!Files.isDirectory(mount.hostDirectory(), LinkOption.NOFOLLOW_LINKS)) {
            throw new ModuleRefusedException("nothing to mount at " + mount.guestPath());
        }
        int seen = 0;
        try (var tree = Files.walk(mount.hostDirectory())) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                if (!isPlain(path)) {
                    throw new ModuleRefusedException("the mount " + mount.guestPath()
                            + " holds a link or a special file: "
                            + mount.hostDirectory().relativize(path));
                }
                if (++seen > MAX_ENTRIES) {
                    throw new ModuleRefusedException(
                            "the mount " + mount.guestPath() + " holds more than " + MAX_ENTRIES + " files");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ModuleRefusedException("the mount " + mount.guestPath() + " cannot be read");
        }
    }

    private static boolean isPlain(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile() || attributes.isDirectory();
    }
}
