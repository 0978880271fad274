package souk.core.workload;

import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// The program.
///
/// @param sha256 of its bytes
/// @param size in bytes, 1 to [#MAX_BYTES]
/// @param url where it is fetched from
public record ModuleSource(Digest sha256, long size, String url) {
    /// Larger than any sensible WebAssembly command.
    public static final long MAX_BYTES = 64L << 20;

    public ModuleSource {
        Checks.require(size >= 1 && size <= MAX_BYTES, "a module has 1 to " + MAX_BYTES + " bytes");
        Checks.url(url);
    }

    JsonObject toJson() {
        return Json.object()
                .put("sha256", sha256.hex())
                .put("size", size)
                .put("url", url)
                .build();
    }

    static ModuleSource from(JsonObject json) {
        return new ModuleSource(new Digest(json.text("sha256")), json.integer("size"), json.text("url"));
    }
}
