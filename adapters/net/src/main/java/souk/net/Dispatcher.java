package souk.net;

import io.helidon.common.uri.UriEncoding;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.trust.Did;
import souk.trust.TlsIdentity;

/// Takes a request from the web server to its handler and the answer, or the failure, back.
final class Dispatcher {
    private static final System.Logger LOG = System.getLogger("souk.net.server");
    private static final String RETRY_SECONDS = "1";
    /// Request Header Fields Too Large, RFC 6585, section 5.
    private static final int HEADERS_TOO_LARGE = 431;
    /// Colon, space and line end.
    private static final int HEADER_PUNCTUATION = 4;

    private static final String NO_ROUTE = "none";

    private final List<Route> routes;
    private final Semaphore places;
    private final Duration timeout;
    private final Metrics.Timer timer;
    private final RandomGenerator random;
    private final Watchdog watchdog;

    Dispatcher(
            List<Route> routes,
            int maxConcurrentRequests,
            Duration timeout,
            Metrics metrics,
            RandomGenerator random,
            Watchdog watchdog) {
        this.routes = routes;
        this.places = new Semaphore(maxConcurrentRequests);
        this.timeout = timeout;
        this.timer =
                metrics.timer("souk_http_request_seconds", "Time from request to answer.", "method", "route", "status");
        this.random = random;
        this.watchdog = watchdog;
    }

    void handle(ServerRequest request, ServerResponse response) throws IOException {
        var trace = request.headers()
                .first(HeaderNames.create(Trace.HEADER))
                .flatMap(Trace::parse)
                .map(parent -> parent.child(random))
                .orElseGet(() -> Trace.start(random));
        trace.call(() -> {
            limited(request, response, trace);
            return Optional.empty();
        });
        if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            // The web server says that it closes but waits for the client to do so (RFC 9112, 9.6).
            throw new CloseConnectionException("the client asked for it");
        }
    }

    private void limited(ServerRequest request, ServerResponse response, Trace trace) throws IOException {
        if (headerBytes(request) > NodeServer.MAX_HEADER_BYTES) {
            var excess = new SoukException(
                    ErrorCode.TOO_LARGE, "headers may have " + NodeServer.MAX_HEADER_BYTES + " bytes");
            send(Problem.of(excess, trace).response(HEADERS_TOO_LARGE), response, trace);
            return;
        }
        if (!places.tryAcquire()) {
            var full = Problem.of(new SoukException(ErrorCode.OVERLOADED, "too many requests at once"), trace);
            send(full.response().header("Retry-After", RETRY_SECONDS), response, trace);
            return;
        }
        try (var watch = watchdog.watch(timeout)) {
            routed(request, response, trace, watch);
        } finally {
            places.release();
        }
    }

    private void routed(ServerRequest request, ServerResponse response, Trace trace, Watchdog.Watch watch)
            throws IOException {
        long start = System.nanoTime();
        var found = find(request);
        var answer = found.map(match -> answer(request, match, trace, watch))
                .orElseGet(() -> Problem.of(new SoukException(ErrorCode.NOT_FOUND, "no such route"), trace)
                        .response());
        try {
            send(answer, response, trace);
        } finally {
            var route = found.map(match -> match.route().template()).orElse(NO_ROUTE);
            var time = Duration.ofNanos(System.nanoTime() - start);
            var method = found.map(match -> match.route().method().name()).orElse(NO_ROUTE);
            timer.record(time, method, route, Integer.toString(answer.status()));
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "request method=" + method + " route=" + route + " status=" + answer.status() + " ms="
                            + time.toMillis());
        }
    }

    private Response answer(ServerRequest request, Match match, Trace trace, Watchdog.Watch watch) {
        try {
            refuseLongBody(request, match.route());
            return match.route()
                    .handler()
                    .handle(new Request(request, match.route(), match.parameters(), () -> peer(request), trace));
        } catch (SoukException e) {
            if (e.code().httpStatus() == 500) {
                LOG.log(System.Logger.Level.ERROR, "request-failed code=" + e.code(), e);
            }
            return Problem.of(e, trace).response();
        } catch (Exception e) {
            if (watch.expired() || Thread.currentThread().isInterrupted()) {
                var late = new SoukException(ErrorCode.DEADLINE_EXCEEDED, "the request took more than " + timeout);
                return Problem.of(late, trace).response();
            }
            LOG.log(System.Logger.Level.ERROR, "request-failed code=INTERNAL", e);
            return Problem.internal(trace).response();
        }
    }

    private static int headerBytes(ServerRequest request) {
        int bytes = 0;
        for (var header : request.headers()) {
            for (var value : header.allValues()) {
                bytes += header.name().length() + value.length() + HEADER_PUNCTUATION;
            }
        }
        return bytes;
    }

    private static void refuseLongBody(ServerRequest request, Route route) {
        if (request.headers().contentLength().orElse(0) > route.maxBodyBytes()) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a body may have " + route.maxBodyBytes() + " bytes here");
        }
    }

    private static void send(Response answer, ServerResponse response, Trace trace) throws IOException {
        response.status(Status.create(answer.status()));
        response.header(Trace.HEADER, trace.traceparent());
        answer.headers().forEach(response::header);
        switch (answer.body()) {
            case Body.Empty() -> response.send();
            case Body.Bytes(byte[] content, String mediaType) -> {
                response.header(HeaderNames.CONTENT_TYPE, mediaType);
                response.send(content);
            }
            case Body.Stream stream -> sendStream(stream, response);
        }
    }

    private static void sendStream(Body.Stream stream, ServerResponse response) throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, stream.mediaType());
        response.contentLength(stream.length());
        try (var out = response.outputStream()) {
            stream.writer().writeTo(out);
        }
    }

    private Optional<Match> find(ServerRequest request) {
        var method = request.prologue().method().text();
        var segments = Route.segments(request.prologue().uriPath().rawPath()).stream()
                .map(UriEncoding::decodeUri)
                .toList();
        for (var route : routes) {
            if (route.method().name().equals(method)) {
                var parameters = route.match(segments);
                if (parameters.isPresent()) {
                    return Optional.of(new Match(route, parameters.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Did peer(ServerRequest request) {
        var certificates = request.remotePeer().tlsCertificates().orElse(new Certificate[0]);
        if (certificates.length > 0 && certificates[0] instanceof X509Certificate certificate) {
            return TlsIdentity.didOf(certificate);
        }
        throw new SoukException(ErrorCode.UNAUTHENTICATED, "the caller has not shown a certificate");
    }

    private record Match(Route route, Map<String, String> parameters) {}
}
