package souk.sdk.slo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.sdk.yaml.YamlReader;

/// Reads OpenSLO v1.
final class OpenSloReader {
    /// Latency is measured as that which 95 of 100 answers do not exceed.
    private static final BigDecimal PERCENTILE = new BigDecimal("0.95");

    private static final BigDecimal MILLION = BigDecimal.valueOf(Reading.MILLION);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);
    private static final int MAX_TEXT = 1_000;

    private OpenSloReader() {}

    static OpenSlo read(String text) {
        var file = YamlReader.read(text, OpenSlo.MAX_BYTES, "OpenSLO document", ErrorCode.BAD_SLO);
        file.allow("apiVersion", "kind", "metadata", "spec");
        require(file, "apiVersion", "openslo/v1");
        require(file, "kind", "SLO");
        var metadata = member(file, "metadata");
        metadata.allow("name", "displayName", "annotations");
        var spec = member(file, "spec");
        spec.allow("description", "service", "indicator", "timeWindow", "budgetingMethod", "objectives");
        require(spec, "budgetingMethod", "Occurrences");
        return new OpenSlo(
                name(member(metadata, "name")),
                text(metadata, "displayName"),
                limited(member(spec, "service")),
                text(spec, "description"),
                spec.member("timeWindow").map(OpenSloReader::window),
                metadata.member("annotations").flatMap(OpenSloReader::schedule),
                promises(spec));
    }

    private static List<OpenSlo.Promise> promises(YamlReader spec) {
        var shared = spec.member("indicator");
        var seen = EnumSet.noneOf(Indicator.class);
        var promises = new ArrayList<OpenSlo.Promise>();
        var list = member(spec, "objectives");
        for (var each : list.elements()) {
            each.allow("displayName", "op", "value", "target", "targetPercent", "indicator");
            var place = each.member("indicator")
                    .or(() -> shared)
                    .orElseThrow(() -> each.bad("'indicator' is missing, here or under 'spec'"));
            var metric = SloMetric.read(place);
            if (!seen.add(metric.indicator())) {
                throw each.bad("there is an objective for '" + metric.name() + "' already: one for each indicator");
            }
            promises.add(new OpenSlo.Promise(text(each, "displayName"), objective(each, metric)));
        }
        if (promises.isEmpty()) {
            throw list.bad("at least one objective is needed");
        }
        return promises;
    }

    private static Objective objective(YamlReader yaml, SloMetric metric) {
        var target = target(yaml);
        if (metric.isRatio()) {
            refuse(yaml, "op", "a ratio has only a target: leave 'op' out");
            refuse(yaml, "value", "a ratio has only a target: leave 'value' out");
            return new Objective(metric.indicator(), parts(yaml, target));
        }
        var wanted = metric.indicator() == Indicator.LATENCY ? PERCENTILE : BigDecimal.ONE;
        if (target.compareTo(wanted) != 0) {
            throw yaml.bad(
                    metric.indicator() == Indicator.LATENCY
                            ? "latency is measured as the 95th percentile: write 'target: 0.95'"
                            : "'" + metric.name()
                                    + "' is one value an epoch, and each epoch counts: write 'target: 1'");
        }
        var op = metric.indicator().isLessBetter() ? "lte" : "gte";
        require(yaml, "op", op);
        return new Objective(metric.indicator(), metric.value(member(yaml, "value")));
    }

    /// Between 0 and 1.
    private static BigDecimal target(YamlReader yaml) {
        var percent = yaml.member("targetPercent").map(it -> number(it).movePointLeft(2));
        var ratio = yaml.member("target").map(OpenSloReader::number);
        if (percent.isPresent() == ratio.isPresent()) {
            throw yaml.bad("an objective has either 'target' or 'targetPercent'");
        }
        var target = ratio.or(() -> percent).orElseThrow();
        if (target.signum() <= 0 || target.compareTo(BigDecimal.ONE) > 0) {
            throw yaml.bad("a target is above 0 and at most 1, or 100 percent");
        }
        return target;
    }

    private static long parts(YamlReader yaml, BigDecimal target) {
        try {
            return target.multiply(MILLION).longValueExact();
        } catch (ArithmeticException e) {
            throw yaml.bad("a target has six decimals at most, four of a percent");
        }
    }

    /// Plain digits, with decimals after a point.
    static BigDecimal number(YamlReader yaml) {
        if (!yaml.scalar().matches("[0-9]{1,12}(\\.[0-9]{1,9})?")) {
            throw yaml.bad("a number such as 0.995 expected");
        }
        return new BigDecimal(yaml.scalar());
    }

    private static Duration window(YamlReader yaml) {
        var windows = yaml.elements();
        if (windows.size() != 1) {
            throw yaml.bad("one time window expected");
        }
        var window = windows.getFirst();
        window.allow("duration", "isRolling");
        window.member("isRolling").filter(it -> !it.scalar().equals("false")).ifPresent(it -> {
            throw it.bad("each epoch is judged by itself: write 'isRolling: false'");
        });
        return duration(member(window, "duration"));
    }

    private static Duration duration(YamlReader yaml) {
        var text = yaml.scalar();
        if (!text.matches("[0-9]{1,5}[smhd]")) {
            throw yaml.bad("a duration is written like 60s, 1m, 1h or 1d");
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        var duration = switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        if (duration.isZero() || duration.compareTo(LONGEST_WINDOW) > 0) {
            throw yaml.bad("a window is an epoch of the market, a day at most");
        }
        return duration;
    }

    private static Optional<Address> schedule(YamlReader annotations) {
        annotations.allow(OpenSlo.SCHEDULE);
        return annotations.member(OpenSlo.SCHEDULE).map(it -> {
            if (!it.scalar().matches("0x[0-9a-fA-F]{40}")) {
                throw it.bad("the schedule is the address of a contract, 0x and 40 digits");
            }
            return new Address(it.scalar());
        });
    }

    private static String name(YamlReader yaml) {
        if (!yaml.scalar().matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw yaml.bad("a name has up to 63 lower-case letters, digits and dashes and begins with no dash");
        }
        return yaml.scalar();
    }

    private static String text(YamlReader yaml, String name) {
        return yaml.member(name).map(OpenSloReader::limited).orElse("");
    }

    private static String limited(YamlReader yaml) {
        if (yaml.scalar().length() > MAX_TEXT) {
            throw yaml.bad("a text has at most " + MAX_TEXT + " characters");
        }
        return yaml.scalar();
    }

    static YamlReader member(YamlReader yaml, String name) {
        return yaml.member(name).orElseThrow(() -> yaml.bad("'" + name + "' is missing"));
    }

    static void require(YamlReader yaml, String name, String value) {
        var found = member(yaml, name);
        if (!found.scalar().equals(value)) {
            throw found.bad("'" + name + "' must be " + value + ", not " + found.scalar());
        }
    }

    private static void refuse(YamlReader yaml, String name, String why) {
        yaml.member(name).ifPresent(it -> {
            throw it.bad(why);
        });
    }
}
