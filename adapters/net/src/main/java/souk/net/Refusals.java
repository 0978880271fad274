package souk.net;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Answers to what is not even a request, in the same form as all other problems.
final class Refusals {
    /// RFC 6585, section 5.
    private static final Status HEADERS_TOO_LARGE = Status.create(431, "Request Header Fields Too Large");

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
        var answered = isAboutHeaders(message) ? HEADERS_TOO_LARGE : status;
        var code = answered.code() >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
        var problem = Problem.of(new SoukException(code, answered.reasonPhrase()), new Trace("0".repeat(32), "0"));
        var body = ((Body.Bytes) problem.response().body()).content();
        return DirectHandler.TransportResponse.builder()
                .status(answered)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .entity(body)
                .keepAlive(false)
                .build();
    }

    private static boolean isAboutHeaders(@Nullable String message) {
        return message != null && message.toLowerCase(Locale.ROOT).contains("headers size");
    }
}
