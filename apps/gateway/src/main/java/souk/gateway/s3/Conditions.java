package souk.gateway.s3;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import souk.gateway.store.DeleteCondition;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.WriteCondition;

/// The conditional headers of HTTP, for reads, copies and writes.
final class Conditions {
    private Conditions() {}

    /// Checks a read; the order is that of RFC 9110, 13.2.2.
    ///
    /// @throws S3Exception `PreconditionFailed`
    /// @return true if the client's copy is still good, so that 304 is the answer
    static boolean notModified(S3Call call, ObjectVersion object) {
        var ifMatch = call.header("if-match");
        requireMatch(ifMatch, call.header("if-unmodified-since"), object);
        var ifNoneMatch = call.header("if-none-match");
        if (ifNoneMatch.isPresent()) {
            return matches(ifNoneMatch.get(), object.etag());
        }
        var since = call.header("if-modified-since").flatMap(HttpDates::parse);
        return since.isPresent() && !modified(object).isAfter(since.get());
    }

    /// Checks the source of a copy, where every failure is `PreconditionFailed`.
    static void requireSource(S3Call call, ObjectVersion source) {
        Function<String, Optional<String>> header = name -> call.header("x-amz-copy-source-" + name);
        requireMatch(header.apply("if-match"), header.apply("if-unmodified-since"), source);
        var ifNoneMatch = header.apply("if-none-match");
        var since = header.apply("if-modified-since").flatMap(HttpDates::parse);
        var same = ifNoneMatch.isPresent()
                ? matches(ifNoneMatch.get(), source.etag())
                : since.isPresent() && !modified(source).isAfter(since.get());
        if (same) {
            throw failed("x-amz-copy-source-If-None-Match");
        }
    }

    /// The condition of a write.
    ///
    /// @throws S3Exception `InvalidRequest` for both at once
    static WriteCondition ofWrite(S3Call call) {
        var ifMatch = call.header("if-match");
        var ifNoneMatch = call.header("if-none-match");
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw new S3Exception(S3Error.InvalidRequest, "If-Match and If-None-Match cannot be given together.");
        }
        if (ifNoneMatch.isPresent()) {
            var tag = unquote(ifNoneMatch.get().strip());
            return tag.equals("*") ? new WriteCondition.IfAbsent() : new WriteCondition.IfNoneMatch(tag);
        }
        return ifMatch.<WriteCondition>map(tag -> new WriteCondition.IfMatch(unquote(tag.strip())))
                .orElseGet(WriteCondition.Always::new);
    }

    /// What a write is told whose condition does not hold.
    static S3Exception writeFailed(WriteCondition condition, Optional<ObjectVersion> visible) {
        return switch (condition) {
            case WriteCondition.IfMatch _ when visible.isEmpty() -> new S3Exception(S3Error.NoSuchKey);
            case WriteCondition.IfMatch _ -> failed("If-Match");
            case WriteCondition.IfAbsent _, WriteCondition.IfNoneMatch _ -> failed("If-None-Match");
            case WriteCondition.Always _ -> failed("");
        };
    }

    /// What a write is told whose condition held when it began, and no longer when it was about to be shown.
    static S3Exception overtaken() {
        return new S3Exception(S3Error.ConditionalRequestConflict);
    }

    /// The condition of a deletion.
    static DeleteCondition ofDelete(S3Call call) {
        return ofDelete(
                call.header("if-match"),
                call.header("x-amz-if-match-last-modified-time"),
                call.header("x-amz-if-match-size"));
    }

    /// @throws S3Exception `InvalidArgument` for a time or a size that is none
    static DeleteCondition ofDelete(Optional<String> tag, Optional<String> modified, Optional<String> size) {
        var time = modified.map(text -> HttpDates.parse(text)
                .or(() -> Timestamps.parse(text))
                .orElseThrow(() -> new S3Exception(S3Error.InvalidArgument)));
        return new DeleteCondition(
                tag.map(text -> unquote(text.strip())),
                time,
                size.map(text -> OptionalLong.of(size(text))).orElseGet(OptionalLong::empty));
    }

    private static long size(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3Error.InvalidArgument);
        }
    }

    static String unquote(String tag) {
        var bare = tag.startsWith("W/") ? tag.substring(2) : tag;
        return bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }

    static boolean matches(String list, String etag) {
        return Arrays.stream(list.split(",", -1))
                .map(tag -> unquote(tag.strip()))
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private static void requireMatch(Optional<String> ifMatch, Optional<String> unmodified, ObjectVersion object) {
        if (ifMatch.isPresent()) {
            if (!matches(ifMatch.get(), object.etag())) {
                throw failed("If-Match");
            }
            return;
        }
        var limit = unmodified.flatMap(HttpDates::parse);
        if (limit.isPresent() && modified(object).isAfter(limit.get())) {
            throw failed("If-Unmodified-Since");
        }
    }

    private static Instant modified(ObjectVersion object) {
        return object.modified().truncatedTo(ChronoUnit.SECONDS);
    }

    static S3Exception failed(String condition) {
        return new S3Exception(
                S3Error.PreconditionFailed,
                S3Error.PreconditionFailed.text(),
                Map.of("Condition", condition),
                Map.of());
    }
}
