package souk.gateway.work;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;

/// Meter readings in what a provider says of a workload.
final class Readings {
    private Readings() {}

    /// The list `readings`, in the answer or in its `usage`, in the meter order of compute; else the members of `usage`
    /// that are called like meters, as numbers or decimal strings. None where there is nothing.
    static List<BigInteger> of(JsonObject said) {
        if (said.has("readings")) {
            return said.amounts("readings");
        }
        if (!said.has("usage")) {
            return List.of();
        }
        var usage = said.object("usage");
        if (usage.has("readings")) {
            return usage.amounts("readings");
        }
        var readings = new ArrayList<BigInteger>();
        for (var meter : ResourceClass.COMPUTE.meters()) {
            readings.add(usage.get(meter).map(Readings::amount).orElse(BigInteger.ZERO));
        }
        return List.copyOf(readings);
    }

    private static BigInteger amount(Json value) {
        return switch (value) {
            case Json.Number(double number) -> BigInteger.valueOf((long) number);
            case Json.Text(String text) when text.matches("[0-9]{1,39}") -> new BigInteger(text);
            default -> throw new SoukException(ErrorCode.BAD_JSON, "a meter reading is a whole number");
        };
    }
}
