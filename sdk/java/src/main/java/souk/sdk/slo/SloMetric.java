package souk.sdk.slo;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import souk.core.json.Json;
import souk.core.service.Indicator;
import souk.sdk.yaml.YamlReader;

/// A metric of the market, as an OpenSLO indicator names it: `metricSource: {type: Souk, spec: {metric: NAME}}`.
record SloMetric(Indicator indicator) {
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MOST = BigDecimal.valueOf(Json.MAX_SAFE_INTEGER);

    static SloMetric read(YamlReader indicator) {
        indicator.allow("metadata", "spec");
        indicator.member("metadata").ifPresent(it -> it.allow("name", "displayName"));
        var spec = OpenSloReader.member(indicator, "spec");
        spec.allow("ratioMetric", "thresholdMetric");
        if (spec.names().size() != 1) {
            throw spec.bad("an indicator is either a ratioMetric or a thresholdMetric");
        }
        return spec.member("ratioMetric")
                .map(SloMetric::ratio)
                .orElseGet(() -> threshold(OpenSloReader.member(spec, "thresholdMetric")));
    }

    private static SloMetric ratio(YamlReader yaml) {
        yaml.allow("rawType", "raw");
        OpenSloReader.require(yaml, "rawType", "success");
        var metric = source(OpenSloReader.member(yaml, "raw"));
        if (!metric.isRatio()) {
            throw yaml.bad("'" + metric.name() + "' is no ratio: make it a thresholdMetric");
        }
        return metric;
    }

    private static SloMetric threshold(YamlReader yaml) {
        var metric = source(yaml);
        if (metric.isRatio()) {
            throw yaml.bad("'" + metric.name() + "' is a ratio: make it a ratioMetric with 'rawType: success'");
        }
        return metric;
    }

    private static SloMetric source(YamlReader yaml) {
        yaml.allow("metricSource");
        var source = OpenSloReader.member(yaml, "metricSource");
        source.allow("type", "spec");
        OpenSloReader.require(source, "type", "Souk");
        var spec = OpenSloReader.member(source, "spec");
        spec.allow("metric");
        var name = OpenSloReader.member(spec, "metric");
        return Arrays.stream(Indicator.values())
                .map(SloMetric::new)
                .filter(it -> it.name().equals(name.scalar()))
                .findFirst()
                .orElseThrow(() -> name.bad("this market does not measure '" + name.scalar() + "': it measures "
                        + Arrays.stream(Indicator.values())
                                .map(SloMetric::new)
                                .map(SloMetric::name)
                                .collect(Collectors.joining(", "))));
    }

    /// E.g. `start-time`.
    String name() {
        return indicator.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isRatio() {
        return indicator == Indicator.AVAILABILITY || indicator == Indicator.DURABILITY;
    }

    /// A threshold in the indicator's unit: times are written in seconds, rates in bytes a second.
    long value(YamlReader yaml) {
        var written = OpenSloReader.number(yaml);
        var value = indicator == Indicator.THROUGHPUT ? written : written.multiply(MICROS);
        if (value.signum() <= 0 || value.compareTo(MOST) > 0) {
            throw yaml.bad("a value is above 0 and below 9 * 10^15 of its smallest units");
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw yaml.bad(
                    indicator == Indicator.THROUGHPUT
                            ? "throughput is a whole number of bytes a second"
                            : "a time has six decimals of a second at most");
        }
    }
}
