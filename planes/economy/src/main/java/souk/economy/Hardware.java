package souk.economy;

import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What a provider says its machine is; a claim, checked by nobody at this point.
///
/// @param cpuMillis processor time for sale, in thousandths of a core
/// @param memoryBytes main memory
/// @param diskBytes disk
/// @param gpu graphics processors, all of one model
public record Hardware(long cpuMillis, long memoryBytes, long diskBytes, Optional<Gpu> gpu) {
    private static final int MAX_GPUS = 1_024;

    /// @param model lower case, e.g. `h100`
    public record Gpu(String model, int count) {
        public Gpu {
            Claims.checkName(model, "a GPU model");
            if (count < 1 || count > MAX_GPUS) {
                throw new SoukException(ErrorCode.BAD_REQUEST, "GPUs are from 1 to " + MAX_GPUS);
            }
        }
    }

    /// Without graphics processors.
    public Hardware(long cpuMillis, long memoryBytes, long diskBytes) {
        this(cpuMillis, memoryBytes, diskBytes, Optional.empty());
    }

    public Hardware {
        check(cpuMillis, "cpuMillis");
        check(memoryBytes, "memoryBytes");
        check(diskBytes, "diskBytes");
    }

    public JsonObject toJson() {
        var json = Json.object()
                .put("cpuMillis", cpuMillis)
                .put("memoryBytes", memoryBytes)
                .put("diskBytes", diskBytes);
        gpu.ifPresent(it -> json.put(
                "gpu",
                Json.object().put("model", it.model()).put("count", it.count()).build()));
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    public static Hardware from(JsonObject json) {
        return new Hardware(
                json.integer("cpuMillis"),
                json.integer("memoryBytes"),
                json.integer("diskBytes"),
                json.has("gpu") ? Optional.of(gpu(json.object("gpu"))) : Optional.empty());
    }

    private static Gpu gpu(JsonObject json) {
        return new Gpu(json.text("model"), (int) Math.clamp(json.integer("count"), 0, Integer.MAX_VALUE));
    }

    private static void check(long value, String what) {
        if (value < 0 || value > Json.MAX_SAFE_INTEGER) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " must be from 0 to 2^53 - 1");
        }
    }
}
