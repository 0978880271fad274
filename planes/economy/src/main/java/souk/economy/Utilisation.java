package souk.economy;

import java.math.BigInteger;
import java.util.OptionalInt;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Region;

/// How much of what a region's providers offer is reserved. Only sums enter, never an order or an offer, so
/// that noise can be added to them without changing whoever reads them.
///
/// @param providers how many stand behind the sums
/// @param offered bytes, or milli-cores
/// @param reserved of them, by leases that run
public record Utilisation(
        ResourceClass resourceClass, Region region, int providers, BigInteger offered, BigInteger reserved) {
    /// Of fewer providers nothing is told: the sums would say too much of each, and one could move the price
    /// alone.
    public static final int MIN_PROVIDERS = 3;

    private static final BigInteger FULL = BigInteger.valueOf(PriceTerms.FULL);

    /// In parts per million, rounded down; empty when too few providers stand behind it or nothing is
    /// offered.
    public OptionalInt partsPerMillion() {
        return providers < MIN_PROVIDERS || offered.signum() == 0
                ? OptionalInt.empty()
                : OptionalInt.of(
                        reserved.multiply(FULL).divide(offered).min(FULL).intValueExact());
    }

    public JsonObject toJson() {
        return Json.object()
                .put("resourceClass", resourceClass.number())
                .put("region", region.code())
                .put("providers", providers)
                .amount("offered", offered)
                .amount("reserved", reserved)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Utilisation from(JsonObject json) {
        return new Utilisation(
                ResourceClass.of(json.integer("resourceClass")),
                new Region(json.text("region")),
                Math.toIntExact(json.integer("providers")),
                json.amount("offered"),
                json.amount("reserved"));
    }
}
