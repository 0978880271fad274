package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;

/// The JVM's ahead-of-time cache (JEP 483, JEP 514) of one program: its classes as loaded and linked, which is most of
/// what a start costs. The first run after a build records it and writes it when it is stopped.
///
/// The JVM itself refuses a cache that does not fit its jars or version and goes without, so a stale one costs time
/// only.
final class AotCache {
    private final Path file;
    private final Path libraries;
    private final Path draft;

    /// @param libraries the folder of the program's jars
    /// @param drafts where it is recorded: each market has a folder of its own for that
    AotCache(String program, Path libraries, Path drafts) {
        this.libraries = libraries;
        this.file = libraries.resolveSibling("aot").resolve(program + ".aot");
        this.draft = drafts.resolve(program + ".aot");
    }

    /// Uses the cache, or goes without.
    List<String> use() {
        return fresh() ? List.of("-XX:AOTCache=" + file) : List.of();
    }

    /// Uses the cache, or records it.
    List<String> useOrRecord() {
        return fresh() ? use() : List.of("-XX:AOTCacheOutput=" + draft, "-Xlog:aot=off", "-Xlog:cds=off");
    }

    /// Puts what was recorded in place, when the program has ended.
    void keep() {
        try {
            if (Files.exists(draft)) {
                // In two steps, since the market may be on another disk than the checkout.
                var fresh = Files.createTempFile(file.resolveSibling(""), "recorded", "");
                Files.copy(draft, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes what a run that was killed recorded, which may be half.
    void discard() {
        try {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + ".config"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean fresh() {
        try {
            Files.createDirectories(file.resolveSibling(""));
            return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(newest()) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileTime newest() throws IOException {
        try (var jars = Files.list(libraries)) {
            return jars.map(AotCache::modified).max(Comparator.naturalOrder()).orElse(FileTime.fromMillis(0));
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
