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
    private static final Duration RETRY = Duration.ofSeconds(1);
    /// Request Header Fields Too Large, RFC 6585, section 5.
    private static final int HEADERS_TOO_LARGE = 431;
    /// Colon, space and line end.
    private static final int HEADER_PUNCTUATION = 4;

    private static final Route UNKNOWN = new Route(Method.GET, "/{unknown*}", Long.MAX_VALUE, request -> {
        throw new SoukException(ErrorCode.NOT_FOUND, "no such route");
    });

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
            send(refused(new SoukException(ErrorCode.OVERLOADED, "too many requests at once"), trace), response, trace);
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
        var match = find(request);
        var seen = new Request(request, match.route(), match.parameters(), () -> peer(request), trace);
        var answer = answer(request, seen, match.route(), watch);
        try {
            send(answer, response, trace);
        } finally {
            record(match.route(), answer.status(), Duration.ofNanos(System.nanoTime() - start));
        }
        if (!seen.isComplete()) {
            throw new CloseConnectionException("the rest of the body is not wanted");
        }
    }

    private void record(Route route, int status, Duration time) {
        timer.record(time, route.method().name(), route.template(), Integer.toString(status));
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "request method=" + route.method() + " route=" + route.template() + " status=" + status + " ms="
                        + time.toMillis());
    }

    private Response answer(ServerRequest request, Request seen, Route route, Watchdog.Watch watch) {
        try {
            refuseLongBody(request, route);
            return route.handler().handle(seen);
        } catch (Exception e) {
            if (watch.expired()) {
                var late = new SoukException(ErrorCode.DEADLINE_EXCEEDED, "the request took more than " + timeout);
                return Problem.of(late, seen.trace()).response();
            }
            return e instanceof SoukException failure ? refused(failure, seen.trace()) : failed(e, seen.trace());
        }
    }

    private static Response refused(SoukException failure, Trace trace) {
        if (failure.code().httpStatus() == ErrorCode.INTERNAL.httpStatus()) {
            LOG.log(System.Logger.Level.ERROR, "request-failed code=" + failure.code(), failure);
        }
        var answer = Problem.of(failure, trace).response();
        return failure.code() == ErrorCode.OVERLOADED
                ? answer.header("Retry-After", seconds(failure.retryAfter().orElse(RETRY)))
                : answer;
    }

    /// Whole seconds, rounded up.
    private static String seconds(Duration time) {
        return Long.toString(time.plusSeconds(1).minusNanos(1).toSeconds());
    }

    private static Response failed(Exception unexpected, Trace trace) {
        LOG.log(System.Logger.Level.ERROR, "request-failed code=" + ErrorCode.INTERNAL, unexpected);
        return Problem.internal(trace).response();
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

    private Match find(ServerRequest request) {
        var method = request.prologue().method().text();
        var segments = Route.segments(request.prologue().uriPath().rawPath()).stream()
                .map(UriEncoding::decodeUri)
                .toList();
        for (var route : routes) {
            if (route.method().name().equals(method)) {
                var parameters = route.match(segments);
                if (parameters.isPresent()) {
                    return new Match(route, parameters.get());
                }
            }
        }
        return new Match(UNKNOWN, Map.of());
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
