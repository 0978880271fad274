package souk.net;

import java.io.IOException;
import java.io.OutputStream;
import souk.core.json.Json;

/// What a request or a response carries.
public sealed interface Body permits Body.Empty, Body.Bytes, Body.Stream {
    String JSON = "application/json";
    String BINARY = "application/octet-stream";

    /// Nothing.
    record Empty() implements Body {}

    /// Bytes at hand, which the caller must not change any more.
    ///
    /// @param mediaType value of `Content-Type`
    record Bytes(byte[] content, String mediaType) implements Body {}

    /// Bytes made while they are sent.
    ///
    /// @param length exactly how many bytes the writer writes
    /// @param mediaType value of `Content-Type`
    record Stream(long length, String mediaType, Writer writer) implements Body {
        public Stream {
            if (length < 0) {
                throw new IllegalArgumentException("a length must not be negative");
            }
        }
    }

    /// Makes the bytes of a [Stream].
    @FunctionalInterface
    interface Writer {
        /// Writes all bytes; the stream is closed by the caller. Blocks while the peer does not read.
        void writeTo(OutputStream out) throws IOException;
    }

    static Body empty() {
        return new Empty();
    }

    /// A JSON document in its canonical form.
    static Body json(Json document) {
        return new Bytes(document.canonical(), JSON);
    }

    static Body bytes(byte[] content) {
        return new Bytes(content, BINARY);
    }

    static Body stream(long length, Writer writer) {
        return new Stream(length, BINARY, writer);
    }
}
