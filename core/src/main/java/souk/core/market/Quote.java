package souk.core.market;

import java.time.Instant;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.UnitPrices;

/// A provider's signed, short-lived answer to one order. Its signature is the provider's consent to the offer it names.
///
/// @param offer struct hash of the offer
/// @param order struct hash of the order
/// @param unitPrices none above the offer's
/// @param reservedUntil capacity is held until then
public record Quote(Digest offer, Digest order, UnitPrices unitPrices, Instant reservedUntil)
        implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE = "Quote(bytes32 offer,bytes32 order,uint128[] unitPrices,uint64 reservedUntil)";

    public Quote {
        reservedUntil = Bounds.wholeSeconds(reservedUntil, "reservedUntil");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(offer)
                .bytes32(order)
                .uints(unitPrices.values())
                .time(reservedUntil)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("offer", offer.hex())
                .put("order", order.hex())
                .amounts("unitPrices", unitPrices.values())
                .put("reservedUntil", reservedUntil.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Quote from(JsonObject json) {
        return new Quote(
                new Digest(json.text("offer")),
                new Digest(json.text("order")),
                new UnitPrices(json.amounts("unitPrices")),
                Instant.ofEpochSecond(json.integer("reservedUntil")));
    }
}
