package souk.compute;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.core.hash.Sha256;

/// The JVM's ahead-of-time cache (JEP 483, JEP 514) for sandbox processes: recorded once for a Java version and a class
/// path, it spares each start the loading and linking of classes.
final class StartCache {
    private static final System.Logger LOG = System.getLogger("souk.compute");

    /// Recording takes a few seconds; a machine that needs longer goes without.
    private static final long RECORDING_SECONDS = 120;

    private final Path directory;
    private final SandboxCommand command;
    private final Path file;

    StartCache(Path directory, SandboxCommand command, List<Path> classPath) throws IOException {
        this.directory = directory;
        this.command = command;
        this.file = directory.resolve("start-" + key(classPath) + ".aot");
    }

    /// The JVM options that use the cache: none before it is recorded.
    List<String> options() {
        return Files.exists(file) ? List.of("-XX:AOTCache=" + file) : List.of();
    }

    /// Records the cache unless it is there. A failure costs speed only, so it is logged and forgotten.
    void record(MemoryTier tier) throws InterruptedException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Path fresh = Files.createTempFile(directory, "start-", ".tmp");
            Process recording =
                    command.startTrusted(tier, directory, List.of("-XX:AOTCacheOutput=" + fresh), SandboxMain.TRAIN);
            boolean ended = recording.waitFor(RECORDING_SECONDS, TimeUnit.SECONDS);
            if (ended && recording.exitValue() == 0 && Files.size(fresh) > 0) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                LOG.log(System.Logger.Level.INFO, "event=start-cache-recorded bytes={0}", Files.size(file));
                return;
            }
            recording.destroyForcibly();
            Files.deleteIfExists(fresh);
            LOG.log(System.Logger.Level.WARNING, "event=start-cache-failed");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "event=start-cache-failed", e);
        }
    }

    private static String key(List<Path> classPath) throws IOException {
        var text = new StringBuilder(Runtime.version().toString());
        for (Path entry : classPath) {
            text.append(File.pathSeparatorChar)
                    .append(entry)
                    .append(Files.size(entry))
                    .append(Files.getLastModifiedTime(entry));
        }
        byte[] hash = Sha256.hash(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(hash, 8));
    }
}
