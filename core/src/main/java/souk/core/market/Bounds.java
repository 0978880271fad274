package souk.core.market;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;

/// What fits into the integers of signed messages.
final class Bounds {
    private Bounds() {}

    static void seconds(Duration value, String what) {
        if (value.isNegative() || value.toSeconds() > 0xFFFF_FFFFL || value.getNano() != 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " must be whole seconds from 0 to 2^32 - 1");
        }
    }

    static Instant wholeSeconds(Instant value, String what) {
        counter(value.getEpochSecond(), what);
        return value.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Counters stay within JSON's exact integers, well inside uint64.
    static void counter(long value, String what) {
        if (value < 0 || value > Json.MAX_SAFE_INTEGER) {
            throw new SoukException(ErrorCode.BAD_REQUEST, what + " must be from 0 to 2^53 - 1");
        }
    }

    static CloseReason closeReason(long number) {
        if (number < 0 || number >= CloseReason.values().length) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "no close reason " + number);
        }
        return CloseReason.values()[(int) number];
    }
}
