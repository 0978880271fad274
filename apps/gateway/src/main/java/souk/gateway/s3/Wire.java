package souk.gateway.s3;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SignableRequest;

/// Between the HTTP server's types and ours.
final class Wire {
    private static final int BUFFER = 64 * 1024;

    private Wire() {}

    /// Path and query as they came: the server's routed path is decoded and has its dots resolved.
    static SignableRequest request(ServerRequest request) {
        var headers = new ArrayList<Header>();
        for (var header : request.headers()) {
            for (var value : header.allValues()) {
                headers.add(new Header(header.name(), value));
            }
        }
        var prologue = request.prologue();
        var query = prologue.query().isEmpty() ? "" : prologue.query().rawValue();
        return new SignableRequest(prologue.method().text(), prologue.uriPath().rawPath(), query, headers);
    }

    /// Sends an answer; returns how many bytes of an object went out.
    static long send(ServerResponse response, Reply reply, String method) throws IOException {
        return switch (reply.body()) {
            case Reply.Empty() -> {
                start(response, reply);
                response.send();
                yield 0;
            }
            case Reply.Document(var bytes) -> {
                start(response, reply);
                if (method.equals("HEAD")) {
                    response.send();
                } else {
                    response.send(bytes);
                }
                yield 0;
            }
            case Reply.Length(var length) -> {
                start(response, reply);
                response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
                response.send();
                yield 0;
            }
            case Reply.Stream stream -> send(response, reply, stream);
        };
    }

    private static long send(ServerResponse response, Reply reply, Reply.Stream stream) throws IOException {
        try (var bytes = stream.bytes()) {
            var buffer = new byte[BUFFER];
            // The first bytes are read before the status is sent, so that a dead network is still a clean error.
            var count = bytes.read(buffer);
            start(response, reply);
            response.header(HeaderNames.CONTENT_LENGTH, Long.toString(stream.length()));
            if (count < 0) {
                response.send();
                return 0;
            }
            var sent = 0L;
            try (var out = response.outputStream()) {
                for (; count >= 0; count = bytes.read(buffer)) {
                    out.write(buffer, 0, count);
                    sent += count;
                }
                if (sent != stream.length()) {
                    throw new IOException("the object ended after " + sent + " of " + stream.length() + " bytes");
                }
            }
            return sent;
        }
    }

    private static void start(ServerResponse response, Reply reply) {
        response.status(Status.create(reply.status()));
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    }
}
