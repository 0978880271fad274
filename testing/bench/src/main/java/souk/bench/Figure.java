package souk.bench;

import souk.core.json.Json;
import souk.core.json.JsonObject;

/// One measured number.
///
/// @param name what was measured
/// @param note under which conditions
record Figure(String name, double value, String unit, String note) {
    private static final double BILLION = 1e9;

    static Figure seconds(String name, long nanos, String note) {
        return new Figure(name, nanos / BILLION, "s", note);
    }

    static Figure mebibytes(String name, long bytes, long nanos, String note) {
        return new Figure(name, bytes / (double) (1 << 20) / (nanos / BILLION), "MiB/s", note);
    }

    JsonObject toJson() {
        return Json.object()
                .put("name", name)
                .put("value", new Json.Number(value))
                .put("unit", unit)
                .put("note", note)
                .build();
    }
}
