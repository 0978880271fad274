package souk.economy;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Order;
import souk.core.market.Signed;
import souk.core.value.Signature;

/// A signed order with the constraints that it names by digest.
public record OrderListing(Signed<Order> order, Constraints constraints) {
    /// @throws SoukException `BAD_REQUEST` when the constraints are not the ones the order names
    public OrderListing {
        if (!constraints.digest().equals(order.message().constraints())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the constraints are not the ones the order names");
        }
    }

    public JsonObject toJson() {
        return Json.object()
                .put("order", order.message().toJson())
                .put("signature", order.signature().hex())
                .put("constraints", constraints.toJson())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static OrderListing from(JsonObject json) {
        return new OrderListing(
                new Signed<>(Order.from(json.object("order")), new Signature(json.text("signature"))),
                Constraints.from(json.object("constraints")));
    }
}
