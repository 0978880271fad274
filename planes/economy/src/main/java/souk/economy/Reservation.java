package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

/// Capacity held for a quote that was given out.
///
/// @param lease the id that the lease gets if the quote is taken
/// @param order struct hash of the order
/// @param quantity bytes for storage, milli-cores for compute
public record Reservation(
        LeaseId lease,
        Digest order,
        Address payer,
        ResourceClass resourceClass,
        BigInteger quantity,
        Signed<Quote> quote) {

    /// Until when the quote can be taken, by the ledger's clock.
    public Instant until() {
        return quote.message().reservedUntil();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("order", order.hex())
                .put("payer", payer.hex())
                .put("resourceClass", resourceClass.number())
                .amount("quantity", quantity)
                .put("quote", quote.message().toJson())
                .put("signature", quote.signature().hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Reservation from(JsonObject json) {
        return new Reservation(
                new LeaseId(json.text("lease")),
                new Digest(json.text("order")),
                new Address(json.text("payer")),
                ResourceClass.of(json.integer("resourceClass")),
                json.amount("quantity"),
                new Signed<>(Quote.from(json.object("quote")), new Signature(json.text("signature"))));
    }
}
