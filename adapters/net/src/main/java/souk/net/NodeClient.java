package souk.net;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.trust.TlsIdentity;

/// Calls nodes over HTTP/1.1 and mutual TLS, on connections that are kept and reused. A peer must prove to be the
/// DID it was called by.
///
/// Calls block; interrupting the thread aborts a call at any point, also in the middle of an upload, and cuts its
/// connection. Safe for use by several threads.
public final class NodeClient implements AutoCloseable {
    /// Peers whose connections are kept; beyond that those unused for longest are dropped.
    public static final int MAX_PEERS = 1_024;

    /// One write is one TLS record of its largest size.
    private static final int WRITE_BUFFER_BYTES = 16 * 1024;

    /// Bodies from here on are written to the connection as they are; the web client copies smaller ones behind the
    /// headers, so that both leave at once.
    private static final int UNCOPIED_BYTES = 64 * 1024;

    private final TlsIdentity identity;
    private final Options options;
    private final RandomGenerator random;
    private final Watchdog watchdog = new Watchdog("souk-client-watchdog");
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Peer, Line> lines = new LinkedHashMap<>(16, 0.75f, true);

    /// Limits of a client.
    ///
    /// @param connectTimeout for TCP, and for a free connection when all are in use
    /// @param readTimeout between two bytes of an answer
    /// @param callTimeout from the start of a call, over its upload, to the headers of the answer
    /// @param connectionsPerPeer most connections to one peer at once
    public record Options(Duration connectTimeout, Duration readTimeout, Duration callTimeout, int connectionsPerPeer) {
        public Options {
            if (connectionsPerPeer < 1) {
                throw new IllegalArgumentException("a client needs at least one connection to a peer");
            }
        }

        /// 3 s to connect, 30 s between bytes, 2 minutes for a call, 32 connections.
        public static Options defaults() {
            return new Options(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofMinutes(2), 32);
        }
    }

    /// @param random ids of traces; used by several threads at once
    public NodeClient(TlsIdentity identity, Options options, RandomGenerator random) {
        this.identity = identity;
        this.options = options;
        this.random = random;
    }

    /// Calls without a body.
    ///
    /// @throws SoukException as the call with a body
    public Answer call(Peer peer, Method method, String path) {
        return call(peer, method, path, Map.of(), Body.empty());
    }

    /// Calls a peer within the trace of the running request, or a new one.
    ///
    /// A call of an idempotent method whose body is at hand is made a second time when a kept connection turns out
    /// to be dead.
    ///
    /// @param path raw: `/` and percent-encoded segments, with the query if any
    /// @return the answer when its status is below 400; the caller closes it
    /// @throws SoukException the code of the peer's problem; `UNAVAILABLE` when it cannot be reached, breaks off
    ///     or is not who it should be; `OVERLOADED` when all connections stay in use; `DEADLINE_EXCEEDED` when it
    ///     is too slow or the thread was interrupted, which stays so
    public Answer call(Peer peer, Method method, String path, Map<String, String> headers, Body body) {
        var trace = Trace.current().map(running -> running.child(random)).orElseGet(() -> Trace.start(random));
        var call = new Call(peer, method, uri(peer, path), headers, body, trace);
        return Thread.currentThread().isVirtual() ? onThisThread(call) : onVirtualThread(call);
    }

    /// Closes all connections that are not in use.
    @Override
    public void close() {
        watchdog.close();
        lock.lock();
        try {
            lines.values().forEach(line -> line.client().closeResource());
            lines.clear();
        } finally {
            lock.unlock();
        }
    }

    /// Only a virtual thread leaves a socket when it is interrupted.
    private Answer onVirtualThread(Call call) {
        var task = new FutureTask<>(() -> onThisThread(call));
        var thread = Thread.ofVirtual().name("souk-call").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SoukException failure
                    ? failure
                    : new SoukException(ErrorCode.INTERNAL, "a call failed", e);
        } catch (InterruptedException e) {
            thread.interrupt();
            closeLater(task);
            Thread.currentThread().interrupt();
            throw cancelled(call.peer(), e);
        }
    }

    /// The answer may have come just when the caller gave up.
    private static void closeLater(FutureTask<Answer> task) {
        Thread.ofVirtual().start(() -> {
            try {
                task.get().close();
            } catch (ExecutionException e) {
                // The call failed, as it should: nobody waits for its answer any more.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Answer onThisThread(Call call) {
        var line = line(call.peer());
        seize(line, call.peer());
        boolean answered = false;
        try (var watch = watchdog.watch(options.callTimeout())) {
            var answer = new Answer(exchange(line, call, watch), line.places()::release);
            answered = true;
            return accepted(call, answer);
        } finally {
            if (!answered) {
                line.places().release();
            }
        }
    }

    private Http1ClientResponse exchange(Line line, Call call, Watchdog.Watch watch) {
        try {
            return send(line, call);
        } catch (RuntimeException first) {
            if (!call.isRepeatable()
                    || !isBroken(first)
                    || Thread.currentThread().isInterrupted()) {
                throw failure(call.peer(), first, watch);
            }
            try {
                return send(line, call);
            } catch (RuntimeException second) {
                throw failure(call.peer(), second, watch);
            }
        }
    }

    private Http1ClientResponse send(Line line, Call call) {
        var request =
                request(line.client(), call.method()).uri(call.uri().toString()).skipUriEncoding(true);
        request.header(HeaderNames.create(Trace.HEADER), call.trace().traceparent());
        call.headers().forEach((name, value) -> request.header(HeaderNames.create(name), value));
        return switch (call.body()) {
            case Body.Empty() -> request.request();
            case Body.Bytes(byte[] content, String mediaType)
            when content.length >= UNCOPIED_BYTES ->
                upload(request, new Body.Stream(content.length, mediaType, out -> out.write(content)));
            case Body.Bytes(byte[] content, String mediaType) ->
                request.header(HeaderNames.CONTENT_TYPE, mediaType).submit(content);
            case Body.Stream stream -> upload(request, stream);
        };
    }

    private static Http1ClientResponse upload(Http1ClientRequest request, Body.Stream stream) {
        request.header(HeaderNames.CONTENT_TYPE, stream.mediaType());
        request.header(HeaderNames.CONTENT_LENGTH, Long.toString(stream.length()));
        return request.outputStream(out -> {
            stream.writer().writeTo(out);
            out.close();
        });
    }

    private static URI uri(Peer peer, String path) {
        try {
            if (path.startsWith("/")) {
                return new URI("https://" + peer.endpoint().getRawAuthority() + path);
            }
        } catch (URISyntaxException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a path: " + path, e);
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "a path starts with a slash: " + path);
    }

    private static Http1ClientRequest request(Http1Client client, Method method) {
        return switch (method) {
            case GET -> client.get();
            case HEAD -> client.head();
            case PUT -> client.put();
            case POST -> client.post();
            case DELETE -> client.delete();
        };
    }

    private static Answer accepted(Call call, Answer answer) {
        if (answer.status() < 300) {
            return answer;
        }
        try (answer) {
            throw Problem.failure(call.peer(), answer.status(), problem(call, answer), answer.header("Retry-After"));
        }
    }

    private static Optional<byte[]> problem(Call call, Answer answer) {
        boolean isProblem = answer.header("Content-Type").orElse("").startsWith(Problem.MEDIA_TYPE);
        if (call.method() == Method.HEAD || !isProblem) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer.bytes(Problem.MAX_BYTES));
        } catch (SoukException e) {
            return Optional.empty();
        }
    }

    private SoukException failure(Peer peer, RuntimeException thrown, Watchdog.Watch watch) {
        if (watch.expired()) {
            return new SoukException(
                    ErrorCode.DEADLINE_EXCEEDED, peer + " took more than " + options.callTimeout(), thrown);
        }
        if (Thread.currentThread().isInterrupted()) {
            return cancelled(peer, thrown);
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SoukException ours) {
                return ours;
            }
            if (cause instanceof SocketTimeoutException) {
                return new SoukException(ErrorCode.DEADLINE_EXCEEDED, peer + " fell silent", thrown);
            }
            if (cause instanceof SSLHandshakeException) {
                return new SoukException(
                        ErrorCode.UNAVAILABLE, peer + " is not who it should be: " + cause.getMessage(), thrown);
            }
        }
        return new SoukException(
                ErrorCode.UNAVAILABLE, peer + " cannot be reached or broke off (" + innermost(thrown) + ")", thrown);
    }

    private static String innermost(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    private static SoukException cancelled(Peer peer, Throwable cause) {
        return new SoukException(ErrorCode.DEADLINE_EXCEEDED, "the call to " + peer + " was cancelled", cause);
    }

    /// Whether the connection failed, rather than the peer being slow or a stranger.
    private static boolean isBroken(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException
                    || cause instanceof SSLHandshakeException
                    || cause instanceof ConnectException) {
                return false;
            }
        }
        return true;
    }

    private void seize(Line line, Peer peer) {
        try {
            if (!line.places().tryAcquire(options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SoukException(ErrorCode.OVERLOADED, "all connections to " + peer + " are in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(peer, e);
        }
    }

    private Line line(Peer peer) {
        lock.lock();
        try {
            var line = lines.computeIfAbsent(peer, this::open);
            if (lines.size() > MAX_PEERS) {
                var eldest = lines.pollFirstEntry();
                eldest.getValue().client().closeResource();
            }
            return line;
        } finally {
            lock.unlock();
        }
    }

    private Line open(Peer peer) {
        var parameters = TlsIdentity.clientParameters();
        var tls = Tls.builder()
                .sslContext(identity.clientContext(peer.did()))
                .enabledProtocols(List.of(parameters.getProtocols()))
                .enabledCipherSuites(List.of(parameters.getCipherSuites()))
                .endpointIdentificationAlgorithm(Tls.ENDPOINT_IDENTIFICATION_NONE)
                .build();
        var client = Http1Client.builder()
                .tls(tls)
                .followRedirects(false)
                .sendExpectContinue(false)
                .shareConnectionCache(false)
                .connectionCacheSize(options.connectionsPerPeer())
                .writeBufferSize(WRITE_BUFFER_BYTES)
                .servicesDiscoverServices(false)
                .socketOptions(socket -> socket.tcpNoDelay(true)
                        .connectTimeout(options.connectTimeout())
                        .readTimeout(options.readTimeout()))
                .build();
        return new Line(client, new Semaphore(options.connectionsPerPeer()));
    }

    /// The connections to one peer.
    private record Line(Http1Client client, Semaphore places) {}

    private record Call(Peer peer, Method method, URI uri, Map<String, String> headers, Body body, Trace trace) {
        boolean isRepeatable() {
            return method.isIdempotent() && !(body instanceof Body.Stream);
        }
    }
}
