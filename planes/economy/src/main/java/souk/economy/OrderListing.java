package souk.economy;

import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Order;
import souk.core.market.Signed;
import souk.core.service.ServiceTerms;
import souk.core.value.Signature;

/// A signed order with the constraints that it names by digest, and the service levels where they are shown.
public record OrderListing(Signed<Order> order, Constraints constraints, Optional<ServiceTerms> service) {
    /// @throws SoukException `BAD_REQUEST` when the constraints or service levels are not the ones the order names
    public OrderListing {
        if (!constraints.digest().equals(order.message().constraints())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the constraints are not the ones the order names");
        }
        if (service.filter(it -> !it.hash().equals(order.message().slo())).isPresent()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the service levels are not the ones the order names");
        }
    }

    /// One that shows no service levels.
    public OrderListing(Signed<Order> order, Constraints constraints) {
        this(order, constraints, Optional.empty());
    }

    public JsonObject toJson() {
        var json = Json.object()
                .put("order", order.message().toJson())
                .put("signature", order.signature().hex())
                .put("constraints", constraints.toJson());
        service.ifPresent(it -> json.put("service", it.toJson()));
        return json.build();
    }

    /// Reads what [#toJson] wrote.
    public static OrderListing from(JsonObject json) {
        return new OrderListing(
                new Signed<>(Order.from(json.object("order")), new Signature(json.text("signature"))),
                Constraints.from(json.object("constraints")),
                json.has("service") ? Optional.of(ServiceTerms.from(json.object("service"))) : Optional.empty());
    }
}
