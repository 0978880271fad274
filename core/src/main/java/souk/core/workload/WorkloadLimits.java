package souk.core.workload;

import java.time.Duration;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What a job may use at most.
///
/// @param memoryBytes of linear memory
/// @param timeout wall time of the run, whole seconds
/// @param instructions of the guest
/// @param outputBytes written in all
public record WorkloadLimits(long memoryBytes, Duration timeout, long instructions, long outputBytes) {
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

    public WorkloadLimits {
        Checks.require(memoryBytes >= 1 << 16 && memoryBytes <= 1L << 31, "memory is 64 KiB to 2 GiB");
        Checks.require(
                timeout.toSeconds() >= 1 && timeout.compareTo(MAX_TIMEOUT) <= 0 && timeout.getNano() == 0,
                "the timeout is 1 s to 24 h in whole seconds");
        Checks.require(instructions >= 1 && instructions <= Json.MAX_SAFE_INTEGER, "instructions are 1 to 2^53 - 1");
        Checks.require(outputBytes >= 0 && outputBytes <= Json.MAX_SAFE_INTEGER, "outputBytes are not negative");
    }

    JsonObject toJson() {
        return Json.object()
                .put("memoryBytes", memoryBytes)
                .put("timeoutSeconds", timeout.toSeconds())
                .put("instructions", instructions)
                .put("outputBytes", outputBytes)
                .build();
    }

    static WorkloadLimits from(JsonObject json) {
        return new WorkloadLimits(
                json.integer("memoryBytes"),
                Duration.ofSeconds(json.integer("timeoutSeconds")),
                json.integer("instructions"),
                json.integer("outputBytes"));
    }
}
