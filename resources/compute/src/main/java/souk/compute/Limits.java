package souk.compute;

import java.time.Duration;

/// What a job may use at most.
///
/// @param memoryBytes linear memory, rounded down to pages of 64 KiB; 64 KiB to 2 GiB
/// @param wallTime from the hand-over to the sandbox, up to 24 hours
/// @param instructions WebAssembly instructions, see [souk.compute.fuel.FuelInstrumenter]
/// @param streamBytes of stdout, and as many of stderr; what is beyond is dropped
/// @param outputBytes written to mounts in total, overwriting included; beyond, the guest sees a full disk
public record Limits(long memoryBytes, Duration wallTime, long instructions, long streamBytes, long outputBytes) {
    /// The page of WebAssembly.
    public static final int PAGE_BYTES = 1 << 16;

    /// The largest memory the engine can address with one array index.
    public static final long MAX_MEMORY_BYTES = 1L << 31;

    private static final Duration MAX_WALL_TIME = Duration.ofDays(1);

    public Limits {
        if (memoryBytes < PAGE_BYTES || memoryBytes > MAX_MEMORY_BYTES) {
            throw new IllegalArgumentException("memory must be between 64 KiB and 2 GiB");
        }
        if (!wallTime.isPositive() || wallTime.compareTo(MAX_WALL_TIME) > 0) {
            throw new IllegalArgumentException("wall time must be positive and at most 24 hours");
        }
        if (instructions < 0 || streamBytes < 0 || outputBytes < 0) {
            throw new IllegalArgumentException("a limit must not be negative");
        }
    }

    int memoryPages() {
        return (int) (memoryBytes / PAGE_BYTES);
    }
}
