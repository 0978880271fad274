package souk.trust.sigv4;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/// Names and bounds of the scheme.
public final class SigV4 {
    /// The only algorithm: HMAC with a shared secret.
    public static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /// Payload hash of a body that is not hashed.
    public static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    /// Payload hash of a body sent in chunks, each signed.
    public static final String STREAMING_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    /// Payload hash of a body sent in signed chunks that signed trailers follow.
    public static final String STREAMING_SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /// Payload hash of a body sent in unsigned chunks that trailers follow.
    public static final String STREAMING_UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// SHA-256 of nothing, in hexadecimal.
    public static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// How far a client's clock may be off, both ways.
    public static final Duration MAX_SKEW = Duration.ofMinutes(15);

    /// The longest life of a presigned address.
    public static final Duration MAX_PRESIGN = Duration.ofDays(7);

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SigV4() {}

    static String timestamp(Instant when) {
        return TIMESTAMP.format(when);
    }

    static Optional<Instant> parseTimestamp(String text) {
        try {
            return Optional.of(Instant.from(TIMESTAMP.parse(text)));
        } catch (DateTimeParseException e) {
            return parseHttpDate(text);
        }
    }

    private static Optional<Instant> parseHttpDate(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
