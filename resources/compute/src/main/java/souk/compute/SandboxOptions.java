package souk.compute;

import java.nio.file.Path;

/// How sandbox processes are kept.
///
/// @param directory for start-up caches and the jobs' working directories; created when missing
/// @param spares processes kept warm, 0 to 8; each serves one job and costs some 60 MB until then
/// @param expectedMemoryBytes of the jobs the first spares are made for; later ones follow the latest job
/// @param startCache whether to record a start-up cache once, in the background, a few seconds of one processor
public record SandboxOptions(Path directory, int spares, long expectedMemoryBytes, boolean startCache) {
    private static final int MAX_SPARES = 8;
    private static final long DEFAULT_MEMORY_BYTES = 64L << 20;

    public SandboxOptions {
        directory = directory.toAbsolutePath().normalize();
        if (spares < 0 || spares > MAX_SPARES) {
            throw new IllegalArgumentException("between 0 and " + MAX_SPARES + " spare sandboxes");
        }
        if (expectedMemoryBytes < 1 || expectedMemoryBytes > Limits.MAX_MEMORY_BYTES) {
            throw new IllegalArgumentException("expected memory must be between 1 byte and 2 GiB");
        }
    }

    /// One warm spare and a start-up cache.
    public static SandboxOptions in(Path directory) {
        return new SandboxOptions(directory, 1, DEFAULT_MEMORY_BYTES, true);
    }
}
