package souk.gateway.work;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// How a workload was paid.
///
/// @param readings in the meter order of compute, as they were charged
/// @param result what the provider signed of the outcome, if it did
public record Settlement(BigInteger paid, List<BigInteger> readings, Optional<JsonObject> result) {
    public Settlement {
        readings = List.copyOf(readings);
    }

    JsonObject toJson() {
        var json = Json.object().amount("paid", paid).amounts("readings", readings);
        result.ifPresent(it -> json.put("result", it));
        return json.build();
    }

    static Settlement from(JsonObject json) {
        return new Settlement(
                json.amount("paid"),
                json.amounts("readings"),
                json.has("result") ? Optional.of(json.object("result")) : Optional.empty());
    }
}
