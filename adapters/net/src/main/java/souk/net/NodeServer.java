package souk.net;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.trust.TlsIdentity;

/// Serves routes over HTTP/1.1: to nodes with mutual TLS, or without TLS to this machine alone.
///
/// Each connection has a virtual thread, so handlers block. Many servers live in one process and each is started and
/// stopped by itself.
public final class NodeServer implements AutoCloseable {
    /// Most bytes of all headers together; more is answered with 431.
    public static final int MAX_HEADER_BYTES = 16 * 1024;
    /// Most bytes of the first line of a request, so of a path and a query.
    public static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;

    /// How long requests under way may go on when the server stops.
    private static final Duration GRACE = Duration.ofMillis(500);

    /// Large enough that a shard leaves in few TLS records, small enough for thousands of connections.
    private static final int WRITE_BUFFER_BYTES = 16 * 1024;

    private final WebServer server;
    private final Watchdog watchdog;
    private final URI endpoint;

    private NodeServer(WebServer server, Watchdog watchdog, URI endpoint) {
        this.server = server;
        this.watchdog = watchdog;
        this.endpoint = endpoint;
    }

    /// Limits of a server.
    ///
    /// @param host address or name to listen at
    /// @param port from 1 to 65535, or 0 for any free one
    /// @param maxConcurrentRequests more are answered at once with `OVERLOADED`
    /// @param maxConnections more wait to be accepted
    /// @param requestTimeout from the last header of a request to the last byte of its answer
    /// @param idleTimeout between two requests of a connection, for a handshake, and for the headers of a request
    public record Options(
            String host,
            int port,
            int maxConcurrentRequests,
            int maxConnections,
            Duration requestTimeout,
            Duration idleTimeout) {
        public Options {
            Objects.requireNonNull(host);
            if (port < 0 || port > 65_535 || maxConcurrentRequests < 1 || maxConnections < 1) {
                throw new IllegalArgumentException("limits of a server must be positive");
            }
        }

        /// 512 requests at once on 1,024 connections, 5 minutes for a request, 1 minute idle.
        public static Options of(String host, int port) {
            return new Options(host, port, 512, 1_024, Duration.ofMinutes(5), Duration.ofMinutes(1));
        }
    }

    /// Starts a server for nodes: TLS 1.3, each client shows a certificate of its Ed25519 key.
    ///
    /// @param random ids of traces; used by several threads at once
    /// @throws SoukException `UNAVAILABLE` when the port is taken
    public static NodeServer start(
            TlsIdentity identity, Options options, List<Route> routes, Metrics metrics, RandomGenerator random) {
        return start(Optional.of(identity), options, routes, metrics, random);
    }

    /// Starts a server without TLS for this machine: health, metrics, administration.
    ///
    /// @param random ids of traces; used by several threads at once
    /// @throws SoukException `BAD_REQUEST` when the host is not a loopback address, `UNAVAILABLE` when the port is
    ///     taken
    public static NodeServer startLocal(Options options, List<Route> routes, Metrics metrics, RandomGenerator random) {
        if (!isLoopback(options.host())) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "without TLS a server listens at a loopback address, not " + options.host());
        }
        return start(Optional.empty(), options, routes, metrics, random);
    }

    /// Where it listens.
    public int port() {
        return endpoint.getPort();
    }

    /// `https://host:port`, or `http:` without TLS.
    public URI endpoint() {
        return endpoint;
    }

    /// Stops: takes no more requests, gives those under way half a second, then cuts them off.
    @Override
    public void close() {
        server.stop();
        watchdog.close();
    }

    private static NodeServer start(
            Optional<TlsIdentity> identity,
            Options options,
            List<Route> routes,
            Metrics metrics,
            RandomGenerator random) {
        var watchdog = new Watchdog("souk-server-watchdog");
        var arrivals = new Arrivals(watchdog, options.idleTimeout());
        var builder = WebServer.builder();
        identity.ifPresent(node -> builder.tls(tls(node, arrivals)));
        var dispatcher = new Dispatcher(
                List.copyOf(routes),
                options.maxConcurrentRequests(),
                options.requestTimeout(),
                metrics,
                random,
                watchdog);
        var server = builder.host(options.host())
                .port(options.port())
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .shutdownGracePeriod(GRACE)
                .maxTcpConnections(options.maxConnections())
                .idleConnectionTimeout(options.idleTimeout())
                .idleConnectionPeriod(options.idleTimeout().dividedBy(2))
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(4 * MAX_HEADER_BYTES)
                        .maxPrologueLength(MAX_REQUEST_LINE_BYTES)
                        .addReceiveListener(arrivals)
                        .build())
                .directHandlers(Refusals.handlers())
                .routing(HttpRouting.builder().any(dispatcher::handle))
                .build();
        listen(server, watchdog, options);
        arrivals.arm();
        var endpoint =
                URI.create((identity.isPresent() ? "https://" : "http://") + options.host() + ":" + server.port());
        return new NodeServer(server, watchdog, endpoint);
    }

    /// A listener that fails is only logged by the web server, which then is not running.
    private static void listen(WebServer server, Watchdog watchdog, Options options) {
        server.start();
        if (!server.isRunning() || server.port() <= 0) {
            server.stop();
            watchdog.close();
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot listen at " + options.host() + ":" + options.port());
        }
    }

    private static Tls tls(TlsIdentity identity, Arrivals arrivals) {
        var parameters = TlsIdentity.serverParameters();
        return Tls.builder()
                .sslContext(arrivals.watched(identity.serverContext()))
                .clientAuth(TlsClientAuth.REQUIRED)
                .enabledProtocols(List.of(parameters.getProtocols()))
                .enabledCipherSuites(List.of(parameters.getCipherSuites()))
                .endpointIdentificationAlgorithm(Tls.ENDPOINT_IDENTIFICATION_NONE)
                .build();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
