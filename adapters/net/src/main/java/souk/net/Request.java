package souk.net;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.trust.Did;

/// A request as a handler sees it. Belongs to the thread that handles it.
public final class Request {
    private final ServerRequest request;
    private final Route route;
    private final Map<String, String> parameters;
    private final Supplier<Did> peer;
    private final Trace trace;
    private final LazyBody body;

    Request(ServerRequest request, Route route, Map<String, String> parameters, Supplier<Did> peer, Trace trace) {
        this.request = request;
        this.route = route;
        this.body = new LazyBody(request, route);
        this.parameters = parameters;
        this.peer = peer;
        this.trace = trace;
    }

    /// Who calls, as proved by TLS.
    ///
    /// @throws SoukException `UNAUTHENTICATED` on a server without TLS
    public Did peer() {
        return peer.get();
    }

    /// A part of the path, decoded.
    ///
    /// @param name as the route's template has it; another is a mistake of the programmer
    public String path(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("route " + route.template() + " has no {" + name + "}");
        }
        return value;
    }

    /// The first value of a query parameter, decoded.
    public Optional<String> query(String name) {
        return request.query().contains(name) ? Optional.of(request.query().get(name)) : Optional.empty();
    }

    /// The first value of a header; the name in any case.
    public Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /// All header lines, a value each.
    public List<Map.Entry<String, String>> headers() {
        return request.headers().stream()
                .flatMap(header -> header.allValues().stream().map(value -> Map.entry(header.name(), value)))
                .toList();
    }

    public Method method() {
        return route.method();
    }

    /// The path as it came, percent-encoded.
    public String rawPath() {
        return request.prologue().uriPath().rawPath();
    }

    /// The query as it came, without the question mark; empty if there is none.
    public String rawQuery() {
        var query = request.prologue().query();
        return query.isEmpty() ? "" : query.rawValue();
    }

    /// How long the body says it is; empty when it comes in chunks.
    public OptionalLong contentLength() {
        return request.headers().contentLength();
    }

    /// The body. Reading throws [SoukException]: `TOO_LARGE` beyond the route's limit, `BAD_REQUEST` when the caller
    /// goes away or sends no proper body.
    public InputStream body() {
        return body.get();
    }

    /// The whole body.
    ///
    /// @throws SoukException as reading the [#body]
    public byte[] bytes() {
        try {
            return body().readAllBytes();
        } catch (IOException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the body of the request broke off", e);
        }
    }

    /// The whole body as a JSON object.
    ///
    /// @throws SoukException `BAD_JSON`, otherwise as [#bytes]
    public JsonObject json() {
        return Json.parseObject(bytes());
    }

    /// The trace this request is part of.
    public Trace trace() {
        return trace;
    }

    /// Whether the next request of the connection can follow: the body was read to its end, now if not before.
    boolean isComplete() {
        boolean withheld = request.headers().contains(HeaderValues.EXPECT_100) && !request.continueSent();
        return !request.content().hasEntity() || !withheld && body.get().drain();
    }

    /// Opened at the first use only: opening it asks a caller that waits (`Expect: 100-continue`) to send.
    private static final class LazyBody {
        private final ServerRequest request;
        private final Route route;
        private @Nullable BoundedInput stream;

        LazyBody(ServerRequest request, Route route) {
            this.request = request;
            this.route = route;
        }

        BoundedInput get() {
            var opened = stream;
            if (opened == null) {
                opened = new BoundedInput(request.content().inputStream(), route.maxBodyBytes());
                stream = opened;
            }
            return opened;
        }
    }
}
