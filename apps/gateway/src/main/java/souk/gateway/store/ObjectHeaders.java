package souk.gateway.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The headers a client stores with an object and gets back: content headers and user metadata.
///
/// @param values by lower-case name; user metadata under `x-amz-meta-…`; values hold no line ends
public record ObjectHeaders(Map<String, String> values) {
    public ObjectHeaders {
        values = Map.copyOf(values);
        values.forEach((name, value) -> {
            if (name.indexOf(':') >= 0 || name.indexOf('\n') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("malformed header");
            }
        });
    }

    /// No headers.
    public static ObjectHeaders none() {
        return new ObjectHeaders(Map.of());
    }

    /// One `name:value` a line, sorted.
    String toText() {
        var text = new StringBuilder();
        new TreeMap<>(values)
                .forEach((name, value) ->
                        text.append(name).append(':').append(value).append('\n'));
        return text.toString();
    }

    static ObjectHeaders fromText(String text) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            var colon = line.indexOf(':');
            values.put(line.substring(0, colon), line.substring(colon + 1));
        });
        return new ObjectHeaders(values);
    }
}
