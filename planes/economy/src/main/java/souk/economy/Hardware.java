package souk.economy;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What a provider says its machine is; a claim, checked by nobody at this point.
///
/// @param cpuMillis processor time for sale, in thousandths of a core
/// @param memoryBytes main memory
/// @param diskBytes disk
public record Hardware(long cpuMillis, long memoryBytes, long diskBytes) {
    public Hardware {
        check(cpuMillis, "cpuMillis");
        check(memoryBytes, "memoryBytes");
        check(diskBytes, "diskBytes");
    }

    public JsonObject toJson() {
        return Json.object()
                .put("cpuMillis", cpuMillis)
                .put("memoryBytes", memoryBytes)
                .put("diskBytes", diskBytes)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Hardware from(JsonObject json) {
        return new Hardware(json.integer("cpuMillis"), json.integer("memoryBytes"), json.integer("diskBytes"));
    }

    private static void check(long value, String what) {
        if (value < 0 || value > Json.MAX_SAFE_INTEGER) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " must be from 0 to 2^53 - 1");
        }
    }
}
