package souk.core.service;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;

/// One measurement of all indicators, in their units ([Indicator]); [#UNMEASURED] where there is none.
public record Reading(long availability, long latency, long throughput, long durability, long startTime) {
    public static final long UNMEASURED = -1;
    /// A ratio of one.
    public static final long MILLION = 1_000_000;

    private static final BigInteger NO_RATIO = BigInteger.TWO.pow(32).subtract(BigInteger.ONE);
    private static final BigInteger NO_NUMBER = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final String DASH = "-";

    public Reading {
        check(availability, MILLION);
        check(latency, Json.MAX_SAFE_INTEGER);
        check(throughput, Json.MAX_SAFE_INTEGER);
        check(durability, MILLION);
        check(startTime, Json.MAX_SAFE_INTEGER);
    }

    /// What probes alone can tell.
    public static Reading ofProbes(long availability, long latency) {
        return new Reading(availability, latency, UNMEASURED, UNMEASURED, UNMEASURED);
    }

    /// The value of an indicator; empty where it was not measured.
    public OptionalLong of(Indicator indicator) {
        long value = switch (indicator) {
            case AVAILABILITY -> availability;
            case LATENCY -> latency;
            case THROUGHPUT -> throughput;
            case DURABILITY -> durability;
            case START_TIME -> startTime;
        };
        return value == UNMEASURED ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /// As the contracts have it: the largest value of a field's type where nothing was measured.
    public List<BigInteger> words() {
        return List.of(
                word(availability, NO_RATIO),
                word(latency, NO_NUMBER),
                word(throughput, NO_NUMBER),
                word(durability, NO_RATIO),
                word(startTime, NO_NUMBER));
    }

    /// Reads what [#words] gave.
    public static Reading of(List<BigInteger> words) {
        return new Reading(
                number(words.get(0), NO_RATIO),
                number(words.get(1), NO_NUMBER),
                number(words.get(2), NO_NUMBER),
                number(words.get(3), NO_RATIO),
                number(words.get(4), NO_NUMBER));
    }

    /// In the order of indicators, a dash for none: `999500 41000 - - -`.
    @Override
    public String toString() {
        return LongStream.of(availability, latency, throughput, durability, startTime)
                .mapToObj(value -> value == UNMEASURED ? DASH : Long.toString(value))
                .collect(Collectors.joining(" "));
    }

    /// Reads what [#toString] wrote.
    public static Reading parse(String text) {
        var parts = text.split(" ", -1);
        if (parts.length != Indicator.values().length) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a reading has five values");
        }
        try {
            var values = Arrays.stream(parts)
                    .mapToLong(part -> part.equals(DASH) ? UNMEASURED : Long.parseLong(part))
                    .toArray();
            return new Reading(values[0], values[1], values[2], values[3], values[4]);
        } catch (NumberFormatException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not a reading: " + text, e);
        }
    }

    private static void check(long value, long max) {
        if (value < UNMEASURED || value > max) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a value of a reading is out of range: " + value);
        }
    }

    private static BigInteger word(long value, BigInteger unmeasured) {
        return value == UNMEASURED ? unmeasured : BigInteger.valueOf(value);
    }

    private static long number(BigInteger word, BigInteger unmeasured) {
        // Contracts take larger times and rates than are exact in JSON; nothing real comes near.
        return word.equals(unmeasured)
                ? UNMEASURED
                : word.min(BigInteger.valueOf(Json.MAX_SAFE_INTEGER)).longValueExact();
    }
}
