package souk.core.workload;

import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// A file that a job reads.
///
/// @param name relative path below the mount
/// @param url where it is fetched from
/// @param size in bytes; a file of another size fails the job
/// @param sha256 of its bytes, zero if unknown
public record InputObject(String name, String url, long size, Digest sha256) {
    public InputObject {
        Checks.name(name);
        Checks.url(url);
        Checks.require(size >= 0 && size <= Json.MAX_SAFE_INTEGER, "an input's size is not negative");
    }

    JsonObject toJson() {
        return Json.object()
                .put("name", name)
                .put("url", url)
                .put("size", size)
                .put("sha256", sha256.hex())
                .build();
    }

    static InputObject from(JsonObject json) {
        return new InputObject(
                json.text("name"), json.text("url"), json.integer("size"), new Digest(json.text("sha256")));
    }
}
