package souk.gateway.api;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.LeaseId;
import souk.gateway.market.Lease;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.Names;
import souk.gateway.market.Tenant;
import souk.gateway.service.ServiceReport;
import souk.gateway.store.TenantId;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;

/// How the caller's leases keep their service levels.
final class ServiceDoor {
    private final Callers callers;
    private final Map<TenantId, Tenant> tenants;
    private final LeaseIndex index;
    private final Names names;
    private final ServiceReport report;

    ServiceDoor(Callers callers, Map<TenantId, Tenant> tenants, LeaseIndex index, Names names, ServiceReport report) {
        this.callers = callers;
        this.tenants = tenants;
        this.index = index;
        this.names = names;
        this.report = report;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/slo", callers.signed((_, caller, _) -> list(caller))),
                Route.get("/v1/leases/{id}/slo", callers.signed((request, caller, _) -> show(request, caller))));
    }

    private Response list(TenantId caller) {
        var rows = leases(caller).stream()
                .sorted(Comparator.comparing(Lease::openedAt).reversed().thenComparing(Lease::id))
                .flatMap(lease -> report.summary(lease.id()).map(row -> named(lease, row)).stream())
                .toList();
        return Response.json(Json.object().put("leases", Json.array(rows)).build());
    }

    private Response show(Request request, TenantId caller) {
        var text = request.path("id");
        var lease = Optional.of(text)
                .filter(id -> id.matches("0x[0-9a-fA-F]{64}"))
                .flatMap(id -> index.find(new LeaseId(id)))
                .filter(leases(caller)::contains)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "you have no lease " + text));
        return report.detail(lease.id())
                .map(it -> Response.json(named(lease, builder(it))))
                .orElseThrow(() ->
                        new SoukException(ErrorCode.NOT_FOUND, "lease " + text + " was opened without service levels"));
    }

    private List<Lease> leases(TenantId caller) {
        return Optional.ofNullable(tenants.get(caller))
                .map(tenant -> index.of(tenant.account().address()))
                .orElseThrow(() -> new SoukException(ErrorCode.FORBIDDEN, "this account has no tenant"));
    }

    private JsonObject named(Lease lease, JsonObject.Builder row) {
        return row.put("id", lease.id().hex())
                .put("status", lease.status().name())
                .put("provider", names.of(lease.provider()))
                .build();
    }

    private static JsonObject.Builder builder(JsonObject from) {
        var json = Json.object();
        from.members().forEach(json::put);
        return json;
    }
}
