package souk.gateway.cost;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Days of UTC, numbered since 1970.
///
/// @param since first of them
/// @param until the one after the last
public record Days(long since, long until) {
    /// Every day.
    public static final Days ALL = new Days(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final long SECONDS = 86_400;

    /// @throws SoukException `BAD_REQUEST`
    public static Days parse(Optional<String> since, Optional<String> until) {
        var days = new Days(
                since.map(text -> day("since", text)).orElse(ALL.since),
                until.map(text -> day("until", text)).orElse(ALL.until));
        if (days.since >= days.until) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "since must be before until, which is not included");
        }
        return days;
    }

    private static long day(String name, String text) {
        try {
            return LocalDate.parse(text).toEpochDay();
        } catch (DateTimeParseException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, name + " must be a day such as 2026-11-25, not " + text, e);
        }
    }

    public static long of(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SECONDS);
    }

    static Instant start(long day) {
        return LocalDate.ofEpochDay(day).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    boolean contains(long day) {
        return day >= since && day < until;
    }

    boolean contains(Instant at) {
        return contains(of(at));
    }
}
