package souk.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.trust.TlsIdentity;

/// What the server does with callers that are no well-behaved clients: bytes are sent by hand.
@Timeout(60)
class RefusalTest {
    private static final Route ECHO = Route.put("/x", 1024, request -> Response.bytes(request.bytes()));

    private static final NodeServer.Options IMPATIENT =
            new NodeServer.Options("127.0.0.1", 0, 8, 8, Duration.ofMillis(200), Duration.ofSeconds(1));
    /// A server that does not hang up fails the test rather than stopping it.
    private static final int PATIENCE_MILLIS = 15_000;

    private final Party provider = Party.create();
    private final Party stranger = Party.create();

    @Test
    void refusesAClientWithoutACertificate() throws Exception {
        var anonymous = SSLContext.getInstance(TlsIdentity.PROTOCOL);
        anonymous.init(null, new TrustManager[] {new Gullible()}, null);
        try (var server = provider.serve(ECHO)) {
            assertThatThrownBy(() -> exchange(anonymous, server, "PUT /x HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesAClientThatSpeaksNoTls() throws Exception {
        try (var server = provider.serve(ECHO);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertThat(talk(socket, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n")).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void refusesHeadersThatAreTooLong() throws Exception {
        var header = "X-Long: " + "x".repeat(NodeServer.MAX_HEADER_BYTES) + "\r\n";
        try (var server = provider.serve(ECHO)) {
            assertThat(exchange(server, "PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n"))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("application/problem+json");
        }
    }

    @Test
    void refusesAPathThatIsTooLong() throws Exception {
        var path = "/" + "x".repeat(NodeServer.MAX_REQUEST_LINE_BYTES);
        try (var server = provider.serve(ECHO)) {
            assertThat(exchange(server, "PUT " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json");
        }
    }

    @Test
    void refusesABodyThatGrowsTooLong() throws Exception {
        var chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
        try (var server = provider.serve(ECHO)) {
            assertThat(exchange(
                            server,
                            "PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + chunk + chunk + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("\"code\":\"TOO_LARGE\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /x HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET /x HTTP/1.1\r\nno colon\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void refusesWhatIsNoRequest(String bytes) throws Exception {
        try (var server = provider.serve(ECHO)) {
            assertThat(exchange(server, bytes)).matches("(?s)(HTTP/1.1 4.*)?").doesNotContain("Exception");
        }
    }

    @Test
    void tellsAProblemWithItsTrace() throws Exception {
        var parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (var server = provider.serve(ECHO)) {
            assertThat(exchange(
                            server,
                            "GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\ntraceparent: " + parent
                                    + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("application/problem+json")
                    .endsWith("{\"code\":\"NOT_FOUND\",\"detail\":\"no such route\","
                            + "\"instance\":\"urn:souk:trace:4bf92f3577b34da6a3ce929d0e0e4736\",\"status\":404,"
                            + "\"title\":\"not found\",\"type\":\"urn:souk:problem:not-found\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PUT /x HT",
                "PUT /x HTTP/1.1\r\nHost: a\r\n",
                "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
            })
    void hangsUpOnACallerThatFallsSilent(String bytes) throws Exception {
        try (var server = provider.serve(IMPATIENT, ECHO)) {
            assertThat(exchange(server, bytes)).doesNotContain("200 OK");
        }
    }

    @Test
    void goesOnAfterABodyThatNobodyRead() throws Exception {
        var lazy = Route.put("/lazy", 1024, request -> Response.noContent());
        var one = "PUT /lazy HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
        try (var server = provider.serve(IMPATIENT, lazy)) {
            assertThat(exchange(server, one + one + one).split("HTTP/1.1 204 ", -1))
                    .hasSize(4);
        }
    }

    @Test
    void hangsUpOnABodyThatNobodyWants() throws Exception {
        var head = "PUT /none HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000000\r\n\r\n";
        try (var server = provider.serve(ECHO)) {
            assertThatThrownBy(() -> exchange(server, head + "x".repeat(16 * 1024 * 1024)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void doesNotAskForABodyThatIsTooLong() throws Exception {
        var head = "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1025\r\nExpect: 100-continue\r\n\r\n";
        try (var server = provider.serve(ECHO)) {
            assertThat(exchange(server, head)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void hangsUpBetweenTwoRequests() throws Exception {
        try (var server = provider.serve(IMPATIENT, ECHO)) {
            assertThat(exchange(server, "PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void hangsUpOnACallerThatNeverShakesHands() throws Exception {
        try (var server = provider.serve(IMPATIENT, ECHO)) {
            assertThat(plainly(server, "")).isEmpty();
        }
    }

    @Test
    void servesThisMachineWithoutTls() throws Exception {
        var route = Route.get("/x", request -> Response.json(Json.object().build()));
        var named =
                Route.get("/y", request -> Response.bytes(request.peer().text().getBytes(StandardCharsets.UTF_8)));
        try (var server = NodeServer.startLocal(Party.ANYWHERE, List.of(route, named), new Metrics(), Party.RANDOM)) {
            assertThat(plainly(server, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("{}");
            assertThat(plainly(server, "GET /y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("UNAUTHENTICATED");
        }
    }

    @Test
    void servesOthersOnlyWithTls() {
        assertThatThrownBy(() -> NodeServer.startLocal(
                        NodeServer.Options.of("0.0.0.0", 0), List.of(ECHO), new Metrics(), Party.RANDOM))
                .isInstanceOf(SoukException.class);
    }

    @Test
    void saysWhenItsPortIsTaken() {
        try (var first = provider.serve(ECHO)) {
            assertThatThrownBy(() -> provider.serve(NodeServer.Options.of("127.0.0.1", first.port()), ECHO))
                    .isInstanceOf(SoukException.class)
                    .hasMessageContaining("cannot listen");
        }
    }

    private String exchange(NodeServer server, String bytes) throws IOException {
        return exchange(stranger.identity().clientContext(provider.identity().did()), server, bytes);
    }

    private static String exchange(SSLContext context, NodeServer server, String bytes) throws IOException {
        try (var socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            return talk(socket, bytes);
        }
    }

    private static String plainly(NodeServer server, String bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            return talk(socket, bytes);
        }
    }

    private static String talk(Socket socket, String bytes) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static final class Gullible extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
