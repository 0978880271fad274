package souk.net;

import io.helidon.http.HeaderNames;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// What a peer answered, with a status below 400. To be closed: only an answer that was read to its end gives its
/// connection back, otherwise the connection is cut.
public final class Answer implements AutoCloseable {
    /// One TLS record of its largest size.
    private static final int READ_BYTES = 16 * 1024;

    private final Http1ClientResponse response;
    private final Runnable whenClosed;
    private boolean closed;

    Answer(Http1ClientResponse response, Runnable whenClosed) {
        this.response = response;
        this.whenClosed = whenClosed;
    }

    public int status() {
        return response.status().code();
    }

    /// The first value of a header; the name in any case.
    public Optional<String> header(String name) {
        return response.headers().first(HeaderNames.create(name));
    }

    /// How long the body says it is.
    public OptionalLong contentLength() {
        return response.headers().contentLength();
    }

    /// The body as it comes. Reading throws [IOException] when the peer falls silent or breaks off.
    public InputStream body() {
        return new Body(response.inputStream());
    }

    /// The whole body; closes the answer.
    ///
    /// @throws SoukException `TOO_LARGE` beyond `maxBytes`, `UNAVAILABLE` when the peer breaks off
    public byte[] bytes(int maxBytes) {
        try (this;
                var body = body()) {
            // Read in place when the length is known: a shard is otherwise copied twice.
            long length = contentLength().orElse(-1);
            var bytes = length >= 0 && length <= maxBytes ? exactly(body, (int) length) : body.readNBytes(maxBytes);
            if (bytes.length == maxBytes && body.read() >= 0) {
                throw new SoukException(ErrorCode.TOO_LARGE, "the answer has more than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the answer broke off", e);
        }
    }

    private static byte[] exactly(InputStream body, int length) throws IOException {
        var bytes = new byte[length];
        int read = 0;
        // Asked for more, the web client takes memory for all of it at each of its reads.
        for (int count = 0; count >= 0 && read < length; read += Math.max(count, 0)) {
            count = body.read(bytes, read, Math.min(length - read, READ_BYTES));
        }
        // One more read finds the end, which gives the connection back.
        if (read < length || body.read() >= 0) {
            throw new IOException("the answer has another length than it said");
        }
        return bytes;
    }

    /// The whole body as a JSON object of up to [Route#JSON_BYTES]; closes the answer.
    ///
    /// @throws SoukException `BAD_JSON`, otherwise as [#bytes]
    public JsonObject json() {
        return Json.parseObject(bytes((int) Route.JSON_BYTES));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                response.close();
            } finally {
                whenClosed.run();
            }
        }
    }

    /// Turns the client's unchecked failures into the [IOException] that readers of streams expect.
    private static final class Body extends FilterInputStream {
        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (RuntimeException e) {
                throw new IOException("the answer broke off", e);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (RuntimeException e) {
                throw new IOException("the answer broke off", e);
            }
        }
    }
}
