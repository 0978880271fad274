package souk.gateway.api;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.market.Voucher;
import souk.core.value.LeaseId;
import souk.economy.VoucherBook;
import souk.gateway.cost.CostReport;
import souk.gateway.cost.Days;
import souk.gateway.cost.Invoice;
import souk.gateway.market.Closings;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.Names;
import souk.gateway.market.Tenant;
import souk.gateway.market.TermsBook;
import souk.gateway.pay.VoucherLog;
import souk.gateway.store.TenantId;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;

/// The caller's leases.
final class LeaseDoor {
    private final Callers callers;
    private final Map<TenantId, Tenant> tenants;
    private final Map<TenantId, VoucherBook> vouchers;
    private final LeaseIndex index;
    private final TermsBook terms;
    private final VoucherLog log;
    private final Closings closings;
    private final Names names;
    private final CostReport costs;

    LeaseDoor(
            Callers callers,
            Map<TenantId, Tenant> tenants,
            Map<TenantId, VoucherBook> vouchers,
            LeaseIndex index,
            TermsBook terms,
            VoucherLog log,
            Closings closings,
            Names names,
            CostReport costs) {
        this.callers = callers;
        this.tenants = tenants;
        this.vouchers = vouchers;
        this.index = index;
        this.terms = terms;
        this.log = log;
        this.closings = closings;
        this.names = names;
        this.costs = costs;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/leases", callers.signed((_, caller, _) -> list(tenant(caller)))),
                Route.get("/v1/leases/{id}", callers.signed(this::show)),
                Route.get("/v1/leases/{id}/invoice", callers.signed(this::invoice)),
                Route.delete("/v1/leases/{id}", callers.signed(this::close)));
    }

    private Response list(Tenant tenant) {
        var leases = index.of(tenant.account().address()).stream()
                .sorted(Comparator.comparing(Lease::openedAt).reversed().thenComparing(Lease::id))
                .map(lease -> summary(tenant, lease).build())
                .toList();
        return Response.json(Json.object().put("leases", Json.array(leases)).build());
    }

    private Response show(Request request, TenantId caller, String hash) {
        var tenant = tenant(caller);
        return Response.json(detail(tenant, lease(tenant, request)));
    }

    private Response invoice(Request request, TenantId caller, String hash) {
        var tenant = tenant(caller);
        var lease = lease(tenant, request);
        var json = summary(tenant, lease);
        terms.find(lease.id()).ifPresent(found -> json.put("terms", Invoice.terms(lease, found)));
        Invoice.write(json, lease, costs.of(lease, Days.ALL), log.of(lease.id()));
        return Response.json(json.build());
    }

    private Response close(Request request, TenantId caller, String hash) {
        var tenant = tenant(caller);
        var lease = lease(tenant, request);
        var amount = vouched(tenant, lease).max(lease.paid());
        return Response.json(detail(tenant, closings.close(tenant, lease, amount, CloseReason.CONSUMER_CLOSED)));
    }

    private Tenant tenant(TenantId caller) {
        return Optional.ofNullable(tenants.get(caller))
                .orElseThrow(() -> new SoukException(ErrorCode.FORBIDDEN, "this account has no tenant"));
    }

    private Lease lease(Tenant tenant, Request request) {
        var text = request.path("id");
        return Optional.of(text)
                .filter(id -> id.matches("0x[0-9a-fA-F]{64}"))
                .flatMap(id -> index.find(new LeaseId(id)))
                .filter(lease -> lease.payer().equals(tenant.account().address()))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "you have no lease " + text));
    }

    private BigInteger vouched(Tenant tenant, Lease lease) {
        return Optional.ofNullable(vouchers.get(tenant.id())).stream()
                .flatMap(book -> book.accounts().stream())
                .filter(account -> account.lease().equals(lease.id()))
                .flatMap(account -> account.newest().stream())
                .map(voucher -> voucher.message())
                .map(Voucher::cumulative)
                .findFirst()
                .orElse(lease.paid());
    }

    private JsonObject detail(Tenant tenant, Lease lease) {
        var json = summary(tenant, lease)
                .put(
                        "history",
                        Json.array(
                                lease.history().stream().map(LeaseDoor::entry).toList()))
                .put("vouchers", Json.array(log.of(lease.id())));
        terms.find(lease.id())
                .ifPresent(found ->
                        json.amounts("unitPrices", found.quote().unitPrices().values()));
        return json.build();
    }

    private JsonObject.Builder summary(Tenant tenant, Lease lease) {
        var json = Json.object()
                .put("id", lease.id().hex())
                .put("class", lower(lease.resourceClass()))
                .put("status", title(lease.status()))
                .put("payer", lease.payer().hex())
                .put("provider", names.of(lease.provider()))
                .put("providerAccount", lease.provider().hex())
                .amount("quantity", lease.terms().quantity())
                .amount("deposit", lease.deposit())
                .amount("vouched", vouched(tenant, lease))
                .amount("paid", lease.paid())
                .put("opened", lease.openedAt().toString())
                .put("expires", lease.endsAt().toString());
        terms.find(lease.id()).ifPresent(found -> json.put("region", found.region()));
        if (lease.reason() != CloseReason.NONE) {
            json.put("reason", lease.reason().name());
        }
        return json;
    }

    private static JsonObject entry(LedgerEntry entry) {
        return Json.object()
                .put("at", entry.at().toString())
                .put("event", entry.event().kind())
                .put("reason", reason(entry.event()))
                .put("transaction", entry.position().transaction().hex())
                .put("block", entry.position().block())
                .put("detail", entry.event().toJson())
                .build();
    }

    private static String reason(LedgerEvent event) {
        return switch (event) {
            case LedgerEvent.LeaseOpened _ -> "OPENED";
            case LedgerEvent.LeaseActivated _ -> "STARTED";
            case LedgerEvent.LeasePaused _ -> "FUNDS_SHORT";
            case LedgerEvent.LeaseResumed _ -> "FUNDED";
            case LedgerEvent.LeaseToppedUp _ -> "TOPPED_UP";
            case LedgerEvent.VoucherSettled _ -> "EARNED";
            case LedgerEvent.VoucherSkipped skipped -> skipped.reason().name();
            case LedgerEvent.LeaseCloseRequested notice -> notice.reason().name();
            case LedgerEvent.LeaseClosed closed -> closed.reason().name();
            case LedgerEvent.LeaseRebated _ -> "SERVICE_LEVEL";
            case LedgerEvent.ChallengeOpened _ -> "AUDIT_FAILED";
            case LedgerEvent.ChallengeAnswered _ -> "DATA_SHOWN";
            case LedgerEvent.ChallengeFailed _ -> "DATA_LOST";
            default -> "";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String title(Enum<?> value) {
        return value.name().charAt(0) + value.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
