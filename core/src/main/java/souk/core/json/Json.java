package souk.core.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A JSON value. Its one byte form is the canonical form of RFC 8785, which is what is hashed, signed and sent.
public sealed interface Json permits JsonObject, JsonArray, Json.Text, Json.Number, Json.Flag, Json.Null {

    /// The largest integer that survives a round trip through an IEEE 754 double (RFC 8785 §3.2.2.3).
    long MAX_SAFE_INTEGER = (1L << 53) - 1;

    /// A string.
    record Text(String value) implements Json {
        @Override
        public String toString() {
            return CanonicalJson.write(this);
        }
    }

    /// A number, with the range and precision of a double. Amounts of money are texts, never numbers.
    record Number(double value) implements Json {
        public Number {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON has no NaN and no infinity");
            }
        }

        @Override
        public String toString() {
            return CanonicalJson.write(this);
        }
    }

    /// true or false.
    record Flag(boolean value) implements Json {
        @Override
        public String toString() {
            return CanonicalJson.write(this);
        }
    }

    /// null.
    record Null() implements Json {
        @Override
        public String toString() {
            return "null";
        }
    }

    /// Reads one JSON text.
    ///
    /// @throws souk.core.error.SoukException `BAD_JSON` with the offset, for anything RFC 8259 does not allow, a
    ///     repeated member name, nesting deeper than [JsonParser#MAX_DEPTH] or a lone surrogate
    static Json parse(String text) {
        return new JsonParser(text).parse();
    }

    /// Reads one JSON text in UTF-8.
    static Json parse(byte[] utf8) {
        return parse(new String(utf8, StandardCharsets.UTF_8));
    }

    /// Reads a JSON text that must be an object.
    static JsonObject parseObject(byte[] utf8) {
        return JsonObject.require(parse(utf8), "the document");
    }

    /// Starts an object.
    static JsonObject.Builder object() {
        return new JsonObject.Builder();
    }

    /// An array of values.
    static JsonArray array(List<? extends Json> values) {
        return new JsonArray(List.copyOf(values));
    }

    /// An array of strings.
    static JsonArray texts(List<String> values) {
        return array(values.stream().map(Text::new).toList());
    }

    /// An object from a map of strings.
    static JsonObject texts(Map<String, String> values) {
        var builder = object();
        values.forEach(builder::put);
        return builder.build();
    }

    /// The canonical bytes (RFC 8785): members sorted by UTF-16 code units, no white space, UTF-8.
    default byte[] canonical() {
        return CanonicalJson.write(this).getBytes(StandardCharsets.UTF_8);
    }
}
