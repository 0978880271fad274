package souk.orchestration.workload;

import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// A file that a job wrote and that was uploaded.
///
/// @param path as the guest sees it
public record OutputFile(String path, long size, Digest sha256) {
    JsonObject toJson() {
        return Json.object()
                .put("path", path)
                .put("size", size)
                .put("sha256", sha256.hex())
                .build();
    }

    static OutputFile from(JsonObject json) {
        return new OutputFile(json.text("path"), json.integer("size"), new Digest(json.text("sha256")));
    }
}
