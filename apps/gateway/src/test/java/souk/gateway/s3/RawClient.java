package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

/// Speaks HTTP over a plain socket, so that nothing is corrected on the way.
final class RawClient {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final URI uri;

    RawClient(URI uri) {
        this.uri = uri;
    }

    /// An answer as text.
    record Answer(int status, String head, String body) {
        String code() {
            var start = body.indexOf("<Code>");
            return start < 0 ? "" : body.substring(start + 6, body.indexOf("</Code>"));
        }
    }

    SignableRequest request(String method, String path, String query) {
        return new SignableRequest(method, path, query, List.of(new Header("Host", uri.getAuthority())));
    }

    SigV4Signer.Signed sign(SignableRequest request, String payloadHash) {
        return sign(request, payloadHash, LocalDoor.OWNER, Instant.now());
    }

    SigV4Signer.Signed sign(SignableRequest request, String payloadHash, Account account, Instant when) {
        return SigV4Signer.s3(account.credentials(), LocalDoor.REGION).sign(request, payloadHash, when);
    }

    /// Sends the request and the body, then closes that side of the connection.
    Answer send(SignableRequest request, byte[] body) throws IOException {
        return exchange(head(request) + "Connection: close\r\n\r\n", body);
    }

    Answer exchange(String head, byte[] body) throws IOException {
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.getBytes(ISO_8859_1));
            bytes.writeBytes(body);
            socket.getOutputStream().write(bytes.toByteArray());
            socket.shutdownOutput();
            return parse(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }

    static String head(SignableRequest request) {
        var target = request.rawQuery().isEmpty() ? request.rawPath() : request.rawPath() + "?" + request.rawQuery();
        var head = new StringBuilder(request.method() + " " + target + " HTTP/1.1\r\n");
        request.headers()
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n"));
        return head.toString();
    }

    private static Answer parse(String text) {
        var end = text.indexOf("\r\n\r\n");
        var head = end < 0 ? text : text.substring(0, end);
        var body = end < 0 ? "" : text.substring(end + 4);
        var status = head.length() < 12 ? 0 : Integer.parseInt(head.substring(9, 12));
        return new Answer(status, head, body);
    }
}
