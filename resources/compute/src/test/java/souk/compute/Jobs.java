package souk.compute;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Jobs with limits that fit the test programs.
final class Jobs {
    static final Limits LIMITS = new Limits(16 << 20, Duration.ofSeconds(60), 1_000_000_000, 1 << 20, 1 << 20);
    static final Surroundings FIXED = new Surroundings.Fixed(7, 1_700_000_000_000_000_000L);

    private Jobs() {}

    static WasmJob of(String program, Mount... mounts) {
        return of(program, List.of(), LIMITS, mounts);
    }

    static WasmJob of(String program, List<String> args, Limits limits, Mount... mounts) {
        return new WasmJob(Modules.read(program), args, Map.of(), List.of(mounts), limits, FIXED);
    }

    static WasmJob of(byte[] program) {
        return new WasmJob(program, List.of(), Map.of(), List.of(), LIMITS, FIXED);
    }

    static Limits withInstructions(long instructions) {
        return new Limits(
                LIMITS.memoryBytes(), LIMITS.wallTime(), instructions, LIMITS.streamBytes(), LIMITS.outputBytes());
    }

    static Limits withWallTime(Duration wallTime) {
        return new Limits(LIMITS.memoryBytes(), wallTime, Long.MAX_VALUE, LIMITS.streamBytes(), LIMITS.outputBytes());
    }
}
