package souk.core.json;

import java.util.List;
import java.util.stream.Stream;

/// A JSON array.
public record JsonArray(List<Json> values) implements Json {
    public JsonArray {
        values = List.copyOf(values);
    }

    /// The elements, each of which must be an object.
    public Stream<JsonObject> objects() {
        return values.stream().map(value -> JsonObject.require(value, "an array element"));
    }

    /// The elements, each of which must be a string.
    public List<String> texts() {
        return values.stream()
                .map(value ->
                        value instanceof Text(String text) ? text : JsonObject.wrong("an array element", "a string"))
                .toList();
    }

    @Override
    public String toString() {
        return CanonicalJson.write(this);
    }
}
