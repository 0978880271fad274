package souk.gateway.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import souk.availability.RecordReader;
import souk.core.json.JsonObject;
import souk.economy.VoucherBook;
import souk.gateway.cost.CostReport;
import souk.gateway.market.Auditors;
import souk.gateway.market.BucketRulesBook;
import souk.gateway.market.Closings;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.Names;
import souk.gateway.market.PriceHistory;
import souk.gateway.market.RewardHistory;
import souk.gateway.market.StoragePolicy;
import souk.gateway.market.Tenant;
import souk.gateway.market.TermsBook;
import souk.gateway.pay.CostLedger;
import souk.gateway.pay.RecordLog;
import souk.gateway.pay.VoucherLog;
import souk.gateway.repair.Upkeep;
import souk.gateway.s3.Accounts;
import souk.gateway.service.ServiceReport;
import souk.gateway.service.SloTerms;
import souk.gateway.store.Metadata;
import souk.gateway.store.SegmentStore;
import souk.gateway.store.TenantId;
import souk.gateway.work.Modules;
import souk.gateway.work.TransferDoor;
import souk.gateway.work.Workloads;
import souk.ledger.EventIndex;
import souk.ledger.Finality;
import souk.net.Body;
import souk.net.Metrics;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.net.CircuitBreakers;
import souk.sdk.records.CustodyCommittee;

/// All routes of the REST door.
public final class ApiDoor {
    private ApiDoor() {}

    /// What the door shows of the market.
    ///
    /// @param tenants at least one
    public record Market(
            Map<TenantId, Tenant> tenants,
            Map<TenantId, VoucherBook> vouchers,
            LeaseIndex index,
            TermsBook terms,
            VoucherLog log,
            Closings closings,
            Names names,
            Auditors auditors,
            RecordReader records,
            RecordLog published,
            CustodyCommittee committee,
            ServiceReport services,
            SloTerms slos,
            CircuitBreakers breakers) {}

    /// What is stored, and how it is kept.
    public record Storage(
            Metadata metadata,
            SegmentStore segments,
            Upkeep upkeep,
            BucketRulesBook rules,
            StoragePolicy policy,
            CostLedger costs,
            CostReport report) {}

    /// The doors of workloads.
    public record Work(Workloads workloads, Modules modules, TransferDoor transfers) {}

    /// @param snapshot takes one
    /// @param health made anew for each request
    public static List<Route> routes(
            Accounts accounts,
            Market market,
            Storage storage,
            Work work,
            Supplier<JsonObject> snapshot,
            Metrics metrics,
            Supplier<JsonObject> health,
            InstantSource clock) {
        var callers = new Callers(accounts, clock);
        var any = market.tenants().values().iterator().next();
        var routes = new ArrayList<Route>();
        routes.add(Route.get("/v1/health", _ -> Response.json(health.get())));
        routes.add(metrics.route());
        routes.add(Route.get("/openapi.yaml", _ -> openApi()));
        routes.addAll(
                new WorkloadDoor(callers, work.workloads(), work.modules(), market.names(), market.slos()).routes());
        routes.addAll(work.transfers().routes());
        routes.addAll(new StorageDoor(callers, storage).routes());
        routes.add(Route.post("/v1/snapshots", callers.signedBody((_, _, _) -> Response.json(snapshot.get()))));
        routes.addAll(new LeaseDoor(
                        callers,
                        market.tenants(),
                        market.vouchers(),
                        market.index(),
                        market.terms(),
                        market.log(),
                        market.closings(),
                        market.names(),
                        storage.report())
                .routes());
        routes.addAll(
                new ServiceDoor(callers, market.tenants(), market.index(), market.names(), market.services()).routes());
        routes.addAll(new CostDoor(
                        callers,
                        market.tenants().entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> entry.getValue().account().address())),
                        storage.report(),
                        storage.costs(),
                        storage.metadata().buckets())
                .routes());
        var history = new PriceHistory(cursor -> any.ledger().events(cursor, Finality.INCLUDED, EventIndex.MAX_PAGE));
        var rewards = new RewardHistory(cursor -> any.ledger().events(cursor, Finality.INCLUDED, EventIndex.MAX_PAGE));
        routes.addAll(new RewardDoor(callers, rewards, market.names()).routes());
        routes.addAll(new PriceDoor(callers, any.market(), history, market.names()).routes());
        routes.addAll(new MarketDoor(
                        callers,
                        any.ledger(),
                        any.market(),
                        market.auditors(),
                        market.records(),
                        market.published(),
                        market.committee(),
                        market.names(),
                        market.breakers())
                .routes());
        return List.copyOf(routes);
    }

    private static Response openApi() {
        try (var document = ApiDoor.class.getResourceAsStream("/souk/openapi.yaml")) {
            if (document == null) {
                throw new IllegalStateException("openapi.yaml is not on the class path");
            }
            return new Response(200, Map.of(), new Body.Bytes(document.readAllBytes(), "application/yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
