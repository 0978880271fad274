package souk.net;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import souk.core.json.Json;

/// What a handler answers.
///
/// @param status from 200 to 599
/// @param headers besides `Content-Type` and `Content-Length`, which the body knows; names in any case
public record Response(int status, Map<String, String> headers, Body body) {
    public Response {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("a final status is from 200 to 599");
        }
        var copy = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = Collections.unmodifiableMap(copy);
    }

    /// 200 with a JSON document.
    public static Response json(Json document) {
        return json(200, document);
    }

    public static Response json(int status, Json document) {
        return new Response(status, Map.of(), Body.json(document));
    }

    /// 200 with bytes.
    public static Response bytes(byte[] content) {
        return new Response(200, Map.of(), Body.bytes(content));
    }

    /// 200 with exactly `length` bytes. When the writer fails, the connection is cut, so that the reader cannot take
    /// a part for the whole.
    public static Response stream(long length, Body.Writer writer) {
        return new Response(200, Map.of(), Body.stream(length, writer));
    }

    /// 204.
    public static Response noContent() {
        return status(204);
    }

    /// A status without a body.
    public static Response status(int status) {
        return new Response(status, Map.of(), Body.empty());
    }

    /// The same with one header more, or with another value of it.
    public Response header(String name, String value) {
        var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }
}
