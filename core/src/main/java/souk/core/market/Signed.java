package souk.core.market;

import java.util.function.Function;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Signature;

/// A message and the signature over its EIP-712 digest. Holding one proves nothing until a verifier has checked
/// it.
public record Signed<T extends TypedData.Message>(T message, Signature signature) {
    /// The wire form.
    ///
    /// @param body the message's own JSON
    public static JsonObject toJson(JsonObject body, Signature signature) {
        return Json.object()
                .put("message", body)
                .put("signature", signature.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static <T extends TypedData.Message> Signed<T> from(JsonObject json, Function<JsonObject, T> reader) {
        return new Signed<>(reader.apply(json.object("message")), new Signature(json.text("signature")));
    }
}
