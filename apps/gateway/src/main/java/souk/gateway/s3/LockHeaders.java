package souk.gateway.s3;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import souk.gateway.store.Bucket;
import souk.gateway.store.ObjectLock;
import souk.gateway.store.ObjectLock.Hold;
import souk.gateway.store.ObjectLock.Mode;
import souk.gateway.store.ObjectLock.Retention;

/// Object Lock as it is asked for and told in headers.
final class LockHeaders {
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";

    private LockHeaders() {}

    /// The lock that a write asks for.
    ///
    /// @throws S3Exception `InvalidRequest` in a bucket without Object Lock, `InvalidArgument` for a wrong value
    static ObjectLock read(S3Call call, Bucket bucket, Instant now) {
        var lock = new ObjectLock(retention(call, now), hold(call));
        if (!lock.equals(ObjectLock.NONE)) {
            requireLocked(bucket);
        }
        return lock;
    }

    static void requireLocked(Bucket bucket) {
        if (bucket.lock().isEmpty()) {
            throw new S3Exception(S3Error.InvalidRequest, "Bucket is missing Object Lock Configuration");
        }
    }

    /// A body that will be locked must be shown to have come whole: it cannot be deleted afterwards.
    static void requireIntegrity(S3Call call, Bucket bucket, ObjectLock lock) {
        var willRetain = lock.retention().isPresent()
                || bucket.lock().flatMap(each -> each.rule()).isPresent();
        if ((willRetain || lock.hold().isPresent()) && !Documents.hasIntegrity(call)) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock"
                            + " parameters");
        }
    }

    static boolean bypass(S3Call call) {
        return call.header("x-amz-bypass-governance-retention")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    static Map<String, String> of(ObjectLock lock) {
        Map<String, String> headers = new LinkedHashMap<>();
        lock.retention().ifPresent(retention -> {
            headers.put(MODE, retention.mode().name());
            headers.put(UNTIL, Timestamps.format(retention.until()));
        });
        lock.hold().ifPresent(hold -> headers.put(HOLD, hold.name()));
        return headers;
    }

    /// The mode of that name; names are exact.
    static Optional<Mode> mode(String name) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().equals(name))
                .findFirst();
    }

    /// The state of that name; names are exact.
    static Optional<Hold> hold(String name) {
        return Arrays.stream(Hold.values())
                .filter(hold -> hold.name().equals(name))
                .findFirst();
    }

    private static Optional<Retention> retention(S3Call call, Instant now) {
        var mode = call.header(MODE);
        var until = call.header(UNTIL);
        if (mode.isEmpty() && until.isEmpty()) {
            return Optional.empty();
        }
        if (mode.isEmpty() || until.isEmpty()) {
            throw new S3Exception(
                    S3Error.InvalidArgument,
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
        }
        var known = mode(mode.get())
                .orElseThrow(() -> new S3Exception(S3Error.InvalidArgument, "Unknown wormMode directive."));
        return Optional.of(new Retention(known, future(until.get(), now)));
    }

    /// A time to retain until.
    ///
    /// @throws S3Exception `InvalidArgument` unless it is a time to come
    static Instant future(String text, Instant now) {
        var time = Timestamps.parse(text)
                .orElseThrow(() -> new S3Exception(
                        S3Error.InvalidArgument, "The retain until date must be provided in ISO 8601 format"));
        if (!time.isAfter(now)) {
            throw new S3Exception(S3Error.InvalidArgument, "The retain until date must be in the future!");
        }
        return time;
    }

    private static Optional<Hold> hold(S3Call call) {
        return call.header(HOLD)
                .map(text -> hold(text)
                        .orElseThrow(() -> new S3Exception(
                                S3Error.InvalidArgument, "Legal Hold must be either of 'ON' or 'OFF'")));
    }
}
