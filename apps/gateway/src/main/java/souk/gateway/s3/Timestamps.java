package souk.gateway.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Times of documents and of headers that are not those of HTTP: ISO 8601.
final class Timestamps {
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    static String format(Instant time) {
        return MILLISECONDS.format(time);
    }

    /// A moment, or a date for its midnight in UTC.
    static Optional<Instant> parse(String text) {
        var bare = text.strip();
        try {
            return Optional.of(
                    bare.length() == "yyyy-MM-dd".length()
                            ? LocalDate.parse(bare).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(bare).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
