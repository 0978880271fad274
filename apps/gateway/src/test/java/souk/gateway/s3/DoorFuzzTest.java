package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.fuzz.Fuzz;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SignableRequest;

/// Whole requests, wrong in every way but their signature, over a real connection: none may be an internal error.
final class DoorFuzzTest {
    private static final int INPUTS = 1_500;

    @TempDir
    private Path folder;

    private LocalDoor door;
    private RawClient client;
    private String upload;

    @BeforeEach
    void open() throws IOException {
        door = LocalDoor.open(folder);
        client = new RawClient(door.uri());
        send(client.request("PUT", "/fuzz", ""), new byte[0]);
        send(client.request("PUT", "/fuzz/kept", "").with("Content-Length", "5"), "hello".getBytes(UTF_8));
        var started = send(client.request("POST", "/fuzz/parts", "uploads"), new byte[0]);
        upload = started.body().replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void noRequestIsAnInternalError() throws IOException {
        Fuzz.of("door").run(INPUTS, input -> {
            var answer = exchange(new String(input, UTF_8).replace("UPLOADID", upload));
            // 0 is a connection that was closed: what came was no HTTP.
            assertThat(answer.status()).as(answer.head() + answer.body()).isIn(allowed());
        });
        assertThat(send(client.request("GET", "/", ""), new byte[0]).status()).isEqualTo(200);
    }

    private static List<Integer> allowed() {
        return List.of(
                0, 100, 200, 204, 206, 301, 304, 307, 400, 403, 404, 405, 409, 411, 412, 413, 414, 416, 417, 431, 501,
                505);
    }

    private RawClient.Answer exchange(String text) throws IOException {
        int blank = text.indexOf("\n\n");
        var head = blank < 0 ? text : text.substring(0, blank);
        var body = (blank < 0 ? "" : text.substring(blank + 2).stripTrailing()).getBytes(UTF_8);
        var lines = head.split("\n", -1);
        var request = request(lines, body);
        try {
            return send(request, body);
        } catch (IllegalArgumentException e) {
            // Cannot be signed, since it is not percent-encoded: goes out as it is.
            return client.send(request, body);
        } catch (SocketException e) {
            return new RawClient.Answer(0, "", "");
        }
    }

    private SignableRequest request(String[] lines, byte[] body) {
        var first = lines[0].split(" ", 2);
        var target = first.length == 2 ? first[1] : "/";
        int question = target.indexOf('?');
        var headers = new ArrayList<Header>();
        headers.add(new Header("Host", door.uri().getAuthority()));
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                var value = lines[i].substring(colon + 1).strip();
                headers.add(new Header(lines[i].substring(0, colon), value.equals("AUTO") ? md5(body) : value));
            }
        }
        if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase("Content-Length"))) {
            headers.add(new Header("Content-Length", Integer.toString(body.length)));
        }
        return new SignableRequest(
                first[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers);
    }

    private RawClient.Answer send(SignableRequest request, byte[] body) throws IOException {
        var hash = request.header("x-amz-content-sha256").orElse(SigV4.UNSIGNED_PAYLOAD);
        return client.send(client.sign(request, hash).request(), body);
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
