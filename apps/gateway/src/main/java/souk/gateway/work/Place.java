package souk.gateway.work;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;

/// Where a workload runs and on which terms.
///
/// @param deposit the most it can cost
/// @param since when the lease was ordered; the epoch where an older gateway did
public record Place(
        LeaseId lease, Address provider, String region, UnitPrices prices, BigInteger deposit, Instant since) {
    JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("provider", provider.hex())
                .put("region", region)
                .amounts("prices", prices.values())
                .amount("deposit", deposit)
                .put("since", since.toString())
                .build();
    }

    static Place from(JsonObject json) {
        return new Place(
                new LeaseId(json.text("lease")),
                new Address(json.text("provider")),
                json.text("region"),
                new UnitPrices(json.amounts("prices")),
                json.amount("deposit"),
                json.optionalText("since").map(Instant::parse).orElse(Instant.EPOCH));
    }
}
