package souk.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;

/// Client and server together, over real sockets.
@Timeout(60)
class NodeCallTest {
    private static final int MIB = 1024 * 1024;
    private static final long SHARD_BYTES = 6 * MIB;

    private final Party provider = Party.create();
    private final Party gateway = Party.create();

    @Test
    void tellsTheHandlerWhoCallsAndWhat() {
        var route = Route.post(
                "/v1/leases/{lease}/shards/{root}",
                request -> Response.json(Json.object()
                        .put("peer", request.peer().text())
                        .put("lease", request.path("lease"))
                        .put("root", request.path("root"))
                        .put("from", request.query("from"))
                        .put("agent", request.header("x-agent"))
                        .put("body", request.json())
                        .build()));
        try (var server = provider.serve(route);
                var client = gateway.client()) {
            var body = Json.object().put("a", 1).build();

            var answer = client.call(
                            provider.at(server),
                            Method.POST,
                            "/v1/leases/0x01/shards/a%2Fb?from=x%20y",
                            Map.of("X-Agent", "test"),
                            Body.json(body))
                    .json();

            assertThat(answer)
                    .isEqualTo(Json.object()
                            .put("agent", "test")
                            .put("body", body)
                            .put("from", "x y")
                            .put("lease", "0x01")
                            .put("peer", gateway.identity().did().text())
                            .put("root", "a/b")
                            .build());
        }
    }

    @Test
    void tellsWhoIsSentAwayWhenToComeAgain() {
        var busy = Route.get("/busy", request -> {
            throw new SoukException(ErrorCode.OVERLOADED, "too many wait", Duration.ofMillis(6_500));
        });
        var gone = Route.get("/gone", request -> {
            throw new SoukException(ErrorCode.NOT_FOUND, "gone");
        });
        try (var server = provider.serve(busy, gone);
                var client = gateway.client()) {
            var peer = provider.at(server);

            assertThatThrownBy(() -> client.call(peer, Method.GET, "/busy"))
                    .isInstanceOfSatisfying(
                            SoukException.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(7)));
            assertThatThrownBy(() -> client.call(peer, Method.GET, "/gone"))
                    .isInstanceOfSatisfying(
                            SoukException.class, e -> assertThat(e.retryAfter()).isEmpty());
        }
    }

    @Test
    void carriesAShardBothWays() {
        var shard = new byte[(int) SHARD_BYTES];
        new Random(1).nextBytes(shard);
        var put = Route.put("/shard", SHARD_BYTES, request -> Response.bytes(Sha256.hash(request.bytes())));
        var get = Route.get("/shard", request -> Response.stream(shard.length, out -> out.write(shard)));
        try (var server = provider.serve(put, get);
                var client = gateway.client()) {
            var peer = provider.at(server);

            var stored = client.call(peer, Method.PUT, "/shard", Map.of(), Body.stream(shard.length, out -> {
                for (int at = 0; at < shard.length; at += 1000) {
                    out.write(shard, at, Math.min(1000, shard.length - at));
                }
            }));
            assertThat(stored.bytes(32)).isEqualTo(Sha256.hash(shard));

            var read = client.call(peer, Method.GET, "/shard");
            assertThat(read.contentLength()).hasValue(shard.length);
            assertThat(read.bytes(shard.length)).isEqualTo(shard);
        }
    }

    @Test
    void answersHeadAndEmptyBodies() {
        var head = Route.head("/x", request -> Response.noContent().header("X-Size", "7"));
        var delete = Route.delete("/x", request -> Response.noContent());
        try (var server = provider.serve(head, delete);
                var client = gateway.client()) {
            try (var answer = client.call(provider.at(server), Method.HEAD, "/x")) {
                assertThat(answer.header("x-size")).hasValue("7");
            }
            try (var answer = client.call(provider.at(server), Method.DELETE, "/x")) {
                assertThat(answer.status()).isEqualTo(204);
            }
        }
    }

    @Test
    void keepsTheCodeOfAFailure() {
        var route = Route.get("/x", request -> {
            throw new SoukException(ErrorCode.STALE_VOUCHER, "sequence 7 was seen");
        });
        try (var server = provider.serve(route);
                var client = gateway.client()) {
            assertThatThrownBy(() -> client.call(provider.at(server), Method.GET, "/x"))
                    .isInstanceOfSatisfying(SoukException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.STALE_VOUCHER);
                        assertThat(e).hasMessageContaining("sequence 7 was seen");
                    });
            assertRefused(ErrorCode.NOT_FOUND, () -> client.call(provider.at(server), Method.GET, "/none"));
            assertRefused(ErrorCode.NOT_FOUND, () -> client.call(provider.at(server), Method.HEAD, "/none"));
        }
    }

    @Test
    void hidesWhatWentWrongInside() {
        var route = Route.get("/x", request -> {
            throw new IllegalStateException("the password is sesame");
        });
        try (var server = provider.serve(route);
                var client = gateway.client()) {
            assertThatThrownBy(() -> client.call(provider.at(server), Method.GET, "/x"))
                    .isInstanceOfSatisfying(
                            SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                    .hasMessageNotContaining("sesame");
        }
    }

    @Test
    void refusesAnotherNodeBehindTheEndpoint() {
        try (var server = provider.serve(Route.get("/x", request -> Response.noContent()));
                var client = gateway.client()) {
            var stranger = new Peer(Party.create().identity().did(), server.endpoint());

            assertThatThrownBy(() -> client.call(stranger, Method.GET, "/x"))
                    .isInstanceOfSatisfying(
                            SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessageContaining("not who it should be");
        }
    }

    @Test
    void saysWhenNobodyListens() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var nobody = new Peer(provider.identity().did(), URI.create("https://127.0.0.1:" + port));
        try (var client = gateway.client()) {
            assertRefused(ErrorCode.UNAVAILABLE, () -> client.call(nobody, Method.GET, "/x"));
        }
    }

    @Test
    void refusesALongBody() {
        try (var server = provider.serve(Route.put("/x", 1024, request -> Response.bytes(request.bytes())));
                var client = gateway.client()) {
            var peer = provider.at(server);

            assertRefused(
                    ErrorCode.TOO_LARGE,
                    () -> client.call(
                            peer,
                            Method.PUT,
                            "/x",
                            Map.of(),
                            Body.stream(SHARD_BYTES, out -> out.write(new byte[(int) SHARD_BYTES]))));
            assertRefused(
                    ErrorCode.TOO_LARGE,
                    () -> client.call(peer, Method.PUT, "/x", Map.of(), Body.bytes(new byte[1025])));
            assertThat(client.call(peer, Method.PUT, "/x", Map.of(), Body.bytes(new byte[1024]))
                            .bytes(MIB))
                    .hasSize(1024);
        }
    }

    @Test
    void refusesMoreRequestsThanItHasPlacesFor() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var options = new NodeServer.Options("127.0.0.1", 0, 1, 8, Duration.ofSeconds(30), Duration.ofSeconds(30));
        var route = Route.get("/x", request -> {
            entered.countDown();
            leave.await();
            return Response.noContent();
        });
        try (var server = provider.serve(options, route);
                var client = gateway.client();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> client.call(provider.at(server), Method.GET, "/x"));
            entered.await();

            assertRefused(ErrorCode.OVERLOADED, () -> client.call(provider.at(server), Method.GET, "/x"));

            leave.countDown();
            try (var answer = first.get()) {
                assertThat(answer.status()).isEqualTo(204);
            }
        }
    }

    @Test
    void waitsForAFreeConnectionNoLongerThanToConnect() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var options = new NodeClient.Options(Duration.ofMillis(50), Duration.ofSeconds(30), Duration.ofSeconds(30), 1);
        var route = Route.get("/x", request -> {
            entered.countDown();
            leave.await();
            return Response.noContent();
        });
        try (var server = provider.serve(route);
                var client = gateway.client(options);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var peer = provider.at(server);
            var first = threads.submit(() -> client.call(peer, Method.GET, "/x"));
            entered.await();

            assertRefused(ErrorCode.OVERLOADED, () -> client.call(peer, Method.GET, "/x"));

            leave.countDown();
            first.get().close();
            client.call(peer, Method.GET, "/x").close();
        }
    }

    @Test
    void reachesAServerThatWasStartedAgain() {
        var route = Route.get("/x", request -> Response.noContent());
        try (var client = gateway.client()) {
            Peer peer;
            int port;
            try (var server = provider.serve(route)) {
                peer = provider.at(server);
                port = server.port();
                client.call(peer, Method.GET, "/x").close();
                client.call(peer, Method.GET, "/x").close();
            }
            assertRefused(ErrorCode.UNAVAILABLE, () -> client.call(peer, Method.GET, "/x"));

            var same = new NodeServer.Options("127.0.0.1", port, 8, 8, Duration.ofSeconds(9), Duration.ofSeconds(9));
            try (var server = provider.serve(same, route)) {
                for (int i = 0; i < 3; i++) {
                    client.call(peer, Method.GET, "/x").close();
                }
            }
        }
    }

    @Test
    void abortsAnUploadWhenItsThreadIsInterrupted() throws Exception {
        for (boolean virtual : new boolean[] {true, false}) {
            var received = new CountDownLatch(1);
            var broken = new CountDownLatch(1);
            var route = Route.put("/x", Long.MAX_VALUE, request -> {
                try (var body = request.body()) {
                    var buffer = new byte[64 * 1024];
                    while (body.read(buffer) >= 0) {
                        received.countDown();
                    }
                } catch (Exception e) {
                    broken.countDown();
                    throw e;
                }
                return Response.noContent();
            });
            try (var server = provider.serve(route);
                    var client = gateway.client()) {
                var thrown = new AtomicReference<Throwable>();
                Runnable upload = () -> {
                    try {
                        client.call(
                                provider.at(server), Method.PUT, "/x", Map.of(), Body.stream(Long.MAX_VALUE, out -> {
                                    while (true) {
                                        out.write(new byte[64 * 1024]);
                                    }
                                }));
                    } catch (SoukException e) {
                        thrown.set(e);
                    }
                };
                var thread = virtual
                        ? Thread.ofVirtual().start(upload)
                        : Thread.ofPlatform().start(upload);
                received.await();

                thread.interrupt();
                thread.join();
                broken.await();

                assertThat(thrown.get()).hasMessageContaining("cancelled");
                client.call(provider.at(server), Method.PUT, "/x").close();
            }
        }
    }

    @Test
    void abortsAnUploadToAPeerThatDoesNotRead() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var route = Route.put("/x", Long.MAX_VALUE, request -> {
            request.body().read();
            entered.countDown();
            leave.await();
            return Response.noContent();
        });
        try (var server = provider.serve(route);
                var client = gateway.client()) {
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    client.call(provider.at(server), Method.PUT, "/x", Map.of(), Body.stream(Long.MAX_VALUE, out -> {
                        while (true) {
                            out.write(new byte[64 * 1024]);
                        }
                    }));
                } catch (SoukException e) {
                    // The point is that it ends.
                }
            });
            entered.await();

            thread.interrupt();
            thread.join();
            leave.countDown();
        }
    }

    @Test
    void endsACallThatTakesTooLong() throws Exception {
        var leave = new CountDownLatch(1);
        var options = new NodeClient.Options(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMillis(10), 4);
        var route = Route.get("/x", request -> {
            leave.await();
            return Response.noContent();
        });
        try (var server = provider.serve(route);
                var client = gateway.client(options)) {
            assertRefused(ErrorCode.DEADLINE_EXCEEDED, () -> client.call(provider.at(server), Method.GET, "/x"));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            leave.countDown();
        }
    }

    @Test
    void endsACallToASilentPeer() throws Exception {
        var leave = new CountDownLatch(1);
        var options = new NodeClient.Options(Duration.ofSeconds(3), Duration.ofMillis(10), Duration.ofSeconds(30), 4);
        var route = Route.get("/x", request -> {
            leave.await();
            return Response.noContent();
        });
        try (var server = provider.serve(route);
                var client = gateway.client(options)) {
            assertRefused(ErrorCode.DEADLINE_EXCEEDED, () -> client.call(provider.at(server), Method.GET, "/x"));
            leave.countDown();
        }
    }

    @Test
    void endsARequestThatTakesTooLong() {
        var options = new NodeServer.Options("127.0.0.1", 0, 8, 8, Duration.ofMillis(10), Duration.ofSeconds(30));
        var route = Route.get("/x", request -> {
            new CountDownLatch(1).await();
            return Response.noContent();
        });
        try (var server = provider.serve(options, route);
                var client = gateway.client()) {
            assertRefused(ErrorCode.DEADLINE_EXCEEDED, () -> client.call(provider.at(server), Method.GET, "/x"));
        }
    }

    @Test
    void doesNotTakeAPartForTheWhole() {
        var route = Route.get(
                "/x",
                request -> Response.stream(SHARD_BYTES, out -> {
                    out.write(new byte[MIB]);
                    throw new IOException("the disk broke");
                }));
        try (var server = provider.serve(route);
                var client = gateway.client();
                var answer = client.call(provider.at(server), Method.GET, "/x")) {
            assertRefused(ErrorCode.UNAVAILABLE, () -> answer.bytes((int) SHARD_BYTES));
        }
    }

    @Test
    void passesOnWhatTheWriterOfAnUploadThrows() {
        var route = Route.put("/x", SHARD_BYTES, request -> Response.bytes(request.bytes()));
        try (var server = provider.serve(route);
                var client = gateway.client()) {
            for (int i = 0; i < 40; i++) {
                assertRefused(
                        ErrorCode.CORRUPT,
                        () -> client.call(provider.at(server), Method.PUT, "/x", Map.of(), Body.stream(10, out -> {
                            out.write(1);
                            throw new SoukException(ErrorCode.CORRUPT, "a cell does not fit its root");
                        })));
            }
            client.call(provider.at(server), Method.PUT, "/x").close();
        }
    }

    @Test
    void keepsOneTraceOverManyNodes() {
        var far = Party.create();
        try (var last = far.serve(Route.get(
                        "/x",
                        request -> Response.json(Json.object()
                                .put("trace", Trace.current().orElseThrow().traceId())
                                .build())));
                var relay = provider.client();
                var first = provider.serve(Route.get(
                        "/x",
                        request -> Response.json(
                                relay.call(far.at(last), Method.GET, "/x").json())));
                var client = gateway.client()) {
            var trace = Trace.start(Party.RANDOM);

            var seen = trace.call(
                    () -> client.call(provider.at(first), Method.GET, "/x").json());

            assertThat(seen.text("trace")).isEqualTo(trace.traceId());
        }
    }

    @Test
    void stopsWritingToAReaderThatDoesNotRead() throws Exception {
        var options = new NodeServer.Options("127.0.0.1", 0, 8, 8, Duration.ofMillis(500), Duration.ofSeconds(30));
        var written = new AtomicInteger();
        var stopped = new CountDownLatch(1);
        var route = Route.get(
                "/x",
                request -> Response.stream(4L << 30, out -> {
                    try {
                        while (true) {
                            out.write(new byte[64 * 1024]);
                            written.addAndGet(64);
                        }
                    } finally {
                        stopped.countDown();
                    }
                }));
        try (var server = provider.serve(options, route);
                var client = gateway.client();
                var answer = client.call(provider.at(server), Method.GET, "/x")) {
            stopped.await();

            assertThat(written.get()).as("KiB that were made").isLessThan(64 * 1024);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void countsItsRequests() {
        var metrics = new Metrics();
        try (var server = NodeServer.start(
                        provider.identity(),
                        Party.ANYWHERE,
                        List.of(Route.get("/x/{y}", request -> Response.noContent())),
                        metrics,
                        Party.RANDOM);
                var local = NodeServer.startLocal(Party.ANYWHERE, List.of(metrics.route()), metrics, Party.RANDOM);
                var client = gateway.client()) {
            client.call(provider.at(server), Method.GET, "/x/1").close();
            client.call(provider.at(server), Method.GET, "/x/2").close();
            assertThat(local.endpoint().getScheme()).isEqualTo("http");
        }
        assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
                .contains("souk_http_request_seconds_count{method=\"GET\",route=\"/x/{y}\",status=\"204\"} 2");
    }

    @Test
    void runsManyServersThatStopOneByOne() {
        var route = Route.get("/x", request -> Response.noContent());
        var parties = new Party[24];
        var servers = new NodeServer[24];
        for (int i = 0; i < 24; i++) {
            parties[i] = Party.create();
            servers[i] = parties[i].serve(route);
        }
        try (var client = gateway.client()) {
            servers[7].close();
            for (int i = 0; i < 24; i++) {
                var peer = parties[i].at(servers[i]);
                if (i == 7) {
                    assertRefused(ErrorCode.UNAVAILABLE, () -> client.call(peer, Method.GET, "/x"));
                } else {
                    client.call(peer, Method.GET, "/x").close();
                }
            }
        } finally {
            Arrays.stream(servers).forEach(NodeServer::close);
        }
    }

    @Test
    void refusesEndpointsThatAreMoreThanThat() {
        var did = provider.identity().did();
        for (var endpoint : List.of(
                "http://a:1",
                "https://a",
                "https://a:1/x",
                "https://u@a:1",
                "https://a:1?q",
                "https:a",
                "https://a:0")) {
            assertRefused(ErrorCode.BAD_REQUEST, () -> new Peer(did, URI.create(endpoint)));
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
