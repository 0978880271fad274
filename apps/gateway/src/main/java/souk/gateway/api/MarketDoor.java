package souk.gateway.api;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import souk.assurance.AuditScore;
import souk.availability.RecordReader;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.record.Cid;
import souk.core.value.Address;
import souk.economy.OfferListing;
import souk.gateway.market.Auditors;
import souk.gateway.market.Names;
import souk.gateway.market.Prices;
import souk.gateway.pay.RecordLog;
import souk.ledger.Ledger;
import souk.ledger.ProviderState;
import souk.net.Body;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.market.MarketClient;
import souk.sdk.net.CircuitBreakers;
import souk.sdk.records.CustodyCommittee;
import souk.trust.Did;

/// What everybody may know of the market: providers, audits, records.
final class MarketDoor {
    private final Callers callers;
    private final Ledger ledger;
    private final MarketClient market;
    private final Auditors auditors;
    private final RecordReader records;
    private final RecordLog published;
    private final CustodyCommittee committee;
    private final Names names;
    private final CircuitBreakers breakers;

    MarketDoor(
            Callers callers,
            Ledger ledger,
            MarketClient market,
            Auditors auditors,
            RecordReader records,
            RecordLog published,
            CustodyCommittee committee,
            Names names,
            CircuitBreakers breakers) {
        this.callers = callers;
        this.ledger = ledger;
        this.market = market;
        this.auditors = auditors;
        this.records = records;
        this.published = published;
        this.committee = committee;
        this.names = names;
        this.breakers = breakers;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/providers", callers.signed((_, _, _) -> providers())),
                Route.get("/v1/audits", callers.signed((request, _, _) -> audits(request))),
                Route.get(
                        "/v1/audits/{id}",
                        callers.signed((request, _, _) -> Response.json(named(auditors.audit(request.path("id")))))),
                Route.get("/v1/records", callers.signed((_, _, _) -> records())),
                Route.get("/v1/records/{cid}", callers.signed((request, _, _) -> record(request))));
    }

    private Response providers() {
        var storage = new HashMap<Address, OfferListing>();
        var compute = new HashMap<Address, OfferListing>();
        offers().forEach(offer -> {
            var shelf = offer.offer().message().resourceClass() == ResourceClass.STORAGE ? storage : compute;
            shelf.put(offer.provider(), offer);
        });
        var scores = auditors.scores();
        var rows = ledger.providers().stream()
                .filter(ProviderState::active)
                .map(provider -> provider(provider, storage, compute, scores))
                .toList();
        return Response.json(Json.object().put("providers", Json.array(rows)).build());
    }

    /// A relay that is away hides prices, not providers.
    private List<OfferListing> offers() {
        try {
            return market.offers();
        } catch (SoukException e) {
            return List.of();
        }
    }

    private JsonObject provider(
            ProviderState provider,
            Map<Address, OfferListing> storage,
            Map<Address, OfferListing> compute,
            Map<Address, AuditScore> scores) {
        var account = provider.account();
        var json = Json.object()
                .put("name", names.of(account))
                .put("account", account.hex())
                .put("did", Did.of(provider.nodeKey()).text())
                .put("endpoint", provider.endpoint())
                .put("region", provider.region())
                .put("circuit", breakers.state(account).text())
                .amount("stake", provider.stake());
        Optional.ofNullable(storage.get(account))
                .map(it -> it.offer().message())
                .ifPresent(offer -> json.amount("freeStorage", offer.capacity())
                        .put("storagePrice", Prices.storage(offer.unitPrices())));
        Optional.ofNullable(compute.get(account))
                .map(it -> it.offer().message())
                .ifPresent(offer ->
                        json.amount("freeCpu", offer.capacity()).put("cpuPrice", Prices.compute(offer.unitPrices())));
        Optional.ofNullable(scores.get(account))
                .ifPresent(score -> json.put(
                        "auditScore",
                        String.format(Locale.ROOT, "%.4f", score.possession().value())));
        return json.build();
    }

    private Response audits(Request request) {
        boolean failedOnly = request.query("failed").filter("true"::equals).isPresent();
        var audits = auditors.audits(failedOnly).stream().map(this::named).toList();
        return Response.json(Json.object().put("audits", Json.array(audits)).build());
    }

    /// Auditors know accounts; people know names.
    private JsonObject named(JsonObject audit) {
        var json = Json.object();
        audit.members().forEach(json::put);
        audit.optionalText("provider")
                .filter(text -> text.matches("0x[0-9a-fA-F]{40}"))
                .map(Address::new)
                .ifPresent(account -> json.put("provider", names.of(account)).put("providerAccount", account.hex()));
        return json.build();
    }

    private Response records() {
        return Response.json(
                Json.object().put("records", Json.array(published.newest())).build());
    }

    private Response record(Request request) {
        var text = request.path("cid");
        if (!text.matches("b[a-z2-7]{58}")) {
            throw new SoukException(ErrorCode.NOT_FOUND, "no record " + text);
        }
        var found = records.get(new Cid(text), committee.current());
        return new Response(200, Map.of(), new Body.Bytes(found.bytes(), Body.JSON));
    }
}
