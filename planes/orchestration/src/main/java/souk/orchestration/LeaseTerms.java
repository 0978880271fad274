package souk.orchestration;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What was agreed when a lease opened.
///
/// @param quantity bytes for storage, milli-cores for compute
/// @param order struct hash of the order
/// @param intervalCost what one payment interval of the reservation costs, in smallest units
/// @param startBy serving must have begun by then
/// @param endsAt the agreed term is over
public record LeaseTerms(
        LeaseId lease,
        Address payer,
        ResourceClass resourceClass,
        BigInteger quantity,
        Digest order,
        BigInteger intervalCost,
        Instant startBy,
        Instant endsAt) {

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("payer", payer.hex())
                .put("resourceClass", resourceClass.number())
                .amount("quantity", quantity)
                .put("order", order.hex())
                .amount("intervalCost", intervalCost)
                .put("startBy", startBy.getEpochSecond())
                .put("endsAt", endsAt.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static LeaseTerms from(JsonObject json) {
        return new LeaseTerms(
                new LeaseId(json.text("lease")),
                new Address(json.text("payer")),
                ResourceClass.of(json.integer("resourceClass")),
                json.amount("quantity"),
                new Digest(json.text("order")),
                json.amount("intervalCost"),
                Instant.ofEpochSecond(json.integer("startBy")),
                Instant.ofEpochSecond(json.integer("endsAt")));
    }
}
