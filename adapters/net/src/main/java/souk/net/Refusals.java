package souk.net;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import org.jspecify.annotations.Nullable;
import souk.core.error.ErrorCode;

/// Answers to what is not even a request, in the same form as all other problems.
final class Refusals {
    private static final String NO_TRACE = "urn:souk:trace:none";

    private Refusals() {}

    static DirectHandlers handlers() {
        var handlers = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            handlers.addHandler(event, Refusals::answer);
        }
        return handlers.build();
    }

    private static DirectHandler.TransportResponse answer(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType event,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        // The dispatcher answers its own failures, so what the web server calls its internal error, such as a first
        // line without a path, is the caller's.
        var told = status.code() >= 500 ? Status.BAD_REQUEST_400 : status;
        var body = new Problem(ErrorCode.BAD_REQUEST, told.reasonPhrase(), NO_TRACE).json(told.code());
        return DirectHandler.TransportResponse.builder()
                .status(told)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .entity(body.canonical())
                .keepAlive(false)
                .build();
    }
}
