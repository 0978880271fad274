package souk.sdk.storage;

import java.util.HexFormat;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// One body in a packed segment, and what opens it.
///
/// @param id random; bound into every frame of the body
/// @param firstCell where the body begins in every shard of the pack
/// @param length plaintext bytes
/// @param wrappedKey the body's key under the bucket's
public record PackSlice(Digest id, int firstCell, long length, String wrappedKey) {
    public PackSlice {
        HexFormat.of().parseHex(wrappedKey);
    }

    /// One line of JSON, a small one: one is kept a body.
    public String encode() {
        return Json.object()
                .put("id", id.hex())
                .put("cell", firstCell)
                .put("size", length)
                .put("key", wrappedKey)
                .build()
                .toString();
    }

    /// Reads what [#encode] wrote.
    public static PackSlice decode(String text) {
        var json = (JsonObject) Json.parse(text);
        return new PackSlice(
                new Digest(json.text("id")), (int) json.integer("cell"), json.integer("size"), json.text("key"));
    }
}
