package souk.gateway.s3;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// What goes back to the client.
///
/// @param status of HTTP
/// @param headers in the order to send
/// @param body of the answer
record Reply(int status, Map<String, String> headers, Body body) {

    /// The bytes of an answer.
    sealed interface Body {}

    /// None.
    record Empty() implements Body {}

    /// A document.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Document(byte[] bytes) implements Body {}

    /// An object's bytes; closed by whoever sends them.
    record Stream(InputStream bytes, long length) implements Body {}

    /// Only the length of what GET would answer.
    record Length(long length) implements Body {}

    static Reply of(int status) {
        return new Reply(status, Map.of(), new Empty());
    }

    static Reply xml(String root, Consumer<Xml> content) {
        return new Reply(200, Map.of("Content-Type", "application/xml"), new Document(Xml.document(root, content)));
    }

    static Reply document(byte[] xml) {
        return new Reply(200, Map.of("Content-Type", "application/xml"), new Document(xml));
    }

    static Reply error(int status, byte[] document) {
        return new Reply(status, Map.of("Content-Type", "application/xml"), new Document(document));
    }

    Reply with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    Reply with(Map<String, String> further) {
        var more = new LinkedHashMap<>(headers);
        more.putAll(further);
        return new Reply(status, more, body);
    }
}
