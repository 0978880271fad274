package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.trust.sigv4.SigV4;

/// A crowd with far more bytes than the door has memory: every body is stored or told to slow down, and the door lives.
final class BoundedMemoryTest {
    private static final int CROWD = 256;
    private static final int BODY_BYTES = 4 << 20;
    private static final String HEAP = "-Xmx128m";
    private static final int TIMEOUT_MILLIS = 120_000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aCrowdOfUploadsFitsASmallHeap() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapDoor.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), ISO_8859_1))) {
            var uri = URI.create("http://127.0.0.1:" + output.readLine());
            assertThat(put(uri, "/crowd", 0)).isEqualTo(200);

            var statuses = crowd(uri);

            assertThat(statuses.values().stream().mapToInt(AtomicInteger::get).sum())
                    .isEqualTo(CROWD);
            assertThat(statuses.keySet()).isSubsetOf(200, 503);
            assertThat(statuses).containsKey(200);
            assertThat(process.isAlive()).isTrue();
            assertThat(put(uri, "/crowd/afterwards", BODY_BYTES)).isEqualTo(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static ConcurrentHashMap<Integer, AtomicInteger> crowd(URI uri) throws InterruptedException {
        var statuses = new ConcurrentHashMap<Integer, AtomicInteger>();
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CROWD; client++) {
            var path = "/crowd/" + client;
            clients.add(Thread.startVirtualThread(() -> {
                int status = attempt(uri, path);
                statuses.computeIfAbsent(status, any -> new AtomicInteger()).incrementAndGet();
            }));
        }
        for (var client : clients) {
            client.join();
        }
        return statuses;
    }

    /// A client that is told to slow down may find its connection closed before it has read so.
    private static int attempt(URI uri, String path) {
        try {
            return put(uri, path, BODY_BYTES);
        } catch (IOException e) {
            return 503;
        }
    }

    private static int put(URI uri, String path, int length) throws IOException {
        var client = new RawClient(uri);
        var request = client.sign(client.request("PUT", path, ""), SigV4.UNSIGNED_PAYLOAD)
                .request();
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var out = socket.getOutputStream();
            var head = RawClient.head(request) + "Content-Length: " + length + "\r\nConnection: close\r\n\r\n";
            out.write(head.getBytes(ISO_8859_1));
            var piece = new byte[64 << 10];
            for (int sent = 0; sent < length; sent += piece.length) {
                out.write(piece);
            }
            out.flush();
            var answer = new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), ISO_8859_1);
            if (answer.isEmpty()) {
                throw new EOFException("the door closed the connection");
            }
            return Integer.parseInt(answer.substring(answer.length() - 3));
        }
    }
}
