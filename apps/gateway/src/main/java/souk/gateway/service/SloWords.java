package souk.gateway.service;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.Reading;

/// Indicators, targets and readings for people.
final class SloWords {
    private SloWords() {}

    static String name(Indicator indicator) {
        return indicator.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// E.g. `at least 95 %`.
    static String target(Objective objective) {
        var bound = objective.indicator().isLessBetter() ? "at most " : "at least ";
        return bound + value(objective.indicator(), objective.target());
    }

    /// What was measured, e.g. `availability 93.3333 %, latency 4.1 ms`.
    static String reading(Reading reading) {
        return Stream.of(Indicator.values())
                .flatMap(it -> of(it, reading.of(it)).stream())
                .collect(Collectors.joining(", "));
    }

    /// Why a penalty is due, e.g. `availability 50 %, at least 95 % was promised`.
    static String missed(Objective objective, Reading reading) {
        return of(objective.indicator(), reading.of(objective.indicator())).orElse("") + ", " + target(objective)
                + " was promised";
    }

    private static java.util.Optional<String> of(Indicator indicator, OptionalLong value) {
        return value.isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.of(name(indicator) + " " + value(indicator, value.getAsLong()));
    }

    private static String value(Indicator indicator, long value) {
        return switch (indicator) {
            case AVAILABILITY, DURABILITY -> plain(BigDecimal.valueOf(value, 4)) + " %";
            case LATENCY, START_TIME -> plain(BigDecimal.valueOf(value, 3).setScale(1, RoundingMode.CEILING)) + " ms";
            case THROUGHPUT -> plain(BigDecimal.valueOf(value, 6).setScale(2, RoundingMode.FLOOR)) + " MB/s";
        };
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
