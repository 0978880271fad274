package souk.gateway.market;

import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.service.ServiceTerms;
import souk.core.value.LeaseId;
import souk.gateway.store.TenantId;
import souk.sdk.market.MarketClient;

/// What a lease was opened on, as kept before the ledger was asked to open it.
///
/// @param region of the provider
/// @param country of the provider, as its profile says; empty in terms kept by earlier versions
/// @param service the service levels, if both parties signed any
public record LeaseTerms(
        LeaseId lease,
        TenantId tenant,
        Order order,
        Offer offer,
        Quote quote,
        String region,
        String country,
        Optional<ServiceTerms> service) {
    public static LeaseTerms of(TenantId tenant, MarketClient.Opened opened) {
        return new LeaseTerms(
                opened.lease(),
                tenant,
                opened.order(),
                opened.listing().offer().message(),
                opened.quote(),
                opened.listing().profile().region().code(),
                opened.listing().profile().country(),
                opened.service());
    }

    public ResourceClass resourceClass() {
        return order.resourceClass();
    }

    /// The public part: no name of a tenant.
    public JsonObject publicJson() {
        var json = Json.object()
                .put("lease", lease.hex())
                .put("order", order.toJson())
                .put("offer", offer.toJson())
                .put("quote", quote.toJson());
        service.ifPresent(it -> json.put("service", it.toJson()));
        return json.build();
    }

    JsonObject toJson() {
        return Json.object()
                .put("terms", publicJson())
                .put("tenant", tenant.value())
                .put("region", region)
                .put("country", country)
                .build();
    }

    static LeaseTerms from(JsonObject json) {
        var terms = json.object("terms");
        return new LeaseTerms(
                new LeaseId(terms.text("lease")),
                new TenantId(json.text("tenant")),
                Order.from(terms.object("order")),
                Offer.from(terms.object("offer")),
                Quote.from(terms.object("quote")),
                json.text("region"),
                json.optionalText("country").orElse(""),
                terms.has("service") ? Optional.of(ServiceTerms.from(terms.object("service"))) : Optional.empty());
    }
}
