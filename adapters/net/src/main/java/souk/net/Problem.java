package souk.net;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// A failure on the wire: `application/problem+json` (RFC 9457) with the code as a member.
///
/// @param detail what happened, for people
/// @param instance `urn:souk:trace:` and the trace under which the logs tell more
record Problem(ErrorCode code, String detail, String instance) {
    static final String MEDIA_TYPE = "application/problem+json";
    /// A problem is a few lines; a peer that sends more is not believed.
    static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_DETAIL_LETTERS = 1_000;

    static Problem of(SoukException failure, Trace trace) {
        var message = failure.getMessage();
        return new Problem(failure.code(), message == null ? "" : message, instance(trace));
    }

    /// A fault of ours, of which the peer learns only where to look.
    static Problem internal(Trace trace) {
        return new Problem(ErrorCode.INTERNAL, "an internal error; the log has it under this trace", instance(trace));
    }

    Response response() {
        return response(code.httpStatus());
    }

    /// With another status than the code's own.
    Response response(int status) {
        return new Response(status, Map.of(), new Body.Bytes(json(status).canonical(), MEDIA_TYPE));
    }

    JsonObject json(int status) {
        var name = code.name().toLowerCase(Locale.ROOT);
        return Json.object()
                .put("type", "urn:souk:problem:" + name.replace('_', '-'))
                .put("title", name.replace('_', ' '))
                .put("status", status)
                .put("code", code.name())
                .put("detail", cut(detail))
                .put("instance", instance)
                .build();
    }

    /// What a failed answer means. The code crosses the wire if the peer speaks our problems; otherwise the status
    /// decides.
    ///
    /// @param retryAfter in whole seconds, as the answer's header had it
    static SoukException failure(Peer peer, int status, Optional<byte[]> problem, Optional<String> retryAfter) {
        var json = problem.flatMap(Problem::parse);
        var code = json.flatMap(found -> found.optionalText("code"))
                .flatMap(Problem::known)
                .orElseGet(() -> codeOf(status));
        var detail = json.flatMap(found -> found.optionalText("detail")).orElse("status " + status);
        var message = peer + " answered: " + cut(detail);
        return retryAfter
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(text -> new SoukException(code, message, Duration.ofSeconds(Long.parseLong(text))))
                .orElseGet(() -> new SoukException(code, message));
    }

    private static Optional<JsonObject> parse(byte[] body) {
        try {
            return Optional.of(Json.parseObject(body));
        } catch (SoukException e) {
            return Optional.empty();
        }
    }

    private static Optional<ErrorCode> known(String name) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst();
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 402 -> ErrorCode.INSUFFICIENT_FUNDS;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404, 410 -> ErrorCode.NOT_FOUND;
            case 409 -> ErrorCode.CONFLICT;
            case 412 -> ErrorCode.PRECONDITION_FAILED;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.OVERLOADED;
            case 501 -> ErrorCode.NOT_SUPPORTED;
            case 503 -> ErrorCode.UNAVAILABLE;
            case 504 -> ErrorCode.DEADLINE_EXCEEDED;
            case 507 -> ErrorCode.QUOTA_EXCEEDED;
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
        };
    }

    private static String instance(Trace trace) {
        return "urn:souk:trace:" + trace.traceId();
    }

    /// Also mends half surrogate pairs, which JSON does not have.
    private static String cut(String text) {
        var part = text.length() <= MAX_DETAIL_LETTERS ? text : text.substring(0, MAX_DETAIL_LETTERS - 1) + "…";
        return new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
