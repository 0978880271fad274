package souk.core.service;

import java.math.BigInteger;
import java.util.Arrays;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// The target of an indicator over one epoch, in the indicator's unit.
public record Objective(Indicator indicator, long target) {
    public Objective {
        if (target < 1) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a target is above zero");
        }
    }

    /// By how much a reading misses the target, in parts per million of it, rounded down as the contract does; zero
    /// where it is met or was not measured.
    public long shortfall(Reading reading) {
        var value = reading.of(indicator);
        if (value.isEmpty()) {
            return 0;
        }
        long by = indicator.isLessBetter() ? value.getAsLong() - target : target - value.getAsLong();
        return by <= 0 ? 0 : parts(by);
    }

    /// Whether a reading misses the target at all: even where the shortfall rounds down to nothing.
    public boolean isMissed(Reading reading) {
        var value = reading.of(indicator);
        return value.isPresent()
                && (indicator.isLessBetter() ? value.getAsLong() > target : value.getAsLong() < target);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("indicator", indicator.name())
                .put("target", target)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Objective from(JsonObject json) {
        var name = json.text("indicator");
        return Arrays.stream(Indicator.values())
                .filter(it -> it.name().equals(name))
                .findFirst()
                .map(it -> new Objective(it, json.integer("target")))
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_REQUEST, "no such indicator: " + name));
    }

    private long parts(long by) {
        return BigInteger.valueOf(by)
                .multiply(BigInteger.valueOf(Reading.MILLION))
                .divide(BigInteger.valueOf(target))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }
}
