package souk.gateway.api;

import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalInt;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.gateway.market.Names;
import souk.gateway.market.Prices;
import souk.gateway.service.SloTerms;
import souk.gateway.store.TenantId;
import souk.gateway.work.JobRequest;
import souk.gateway.work.Modules;
import souk.gateway.work.Workload;
import souk.gateway.work.Workloads;
import souk.net.Method;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.compose.ComposeFile;
import souk.sdk.market.Deviation;
import souk.sdk.slo.OpenSlo;

/// Modules and workloads.
final class WorkloadDoor {
    /// A Compose file of 256 KiB, every letter escaped at worst.
    private static final long MAX_RUN_BODY = 2 << 20;

    private final Callers callers;
    private final Workloads workloads;
    private final Modules modules;
    private final Names names;
    private final SloTerms slos;

    WorkloadDoor(Callers callers, Workloads workloads, Modules modules, Names names, SloTerms slos) {
        this.callers = callers;
        this.workloads = workloads;
        this.modules = modules;
        this.names = names;
        this.slos = slos;
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/modules/{sha256}", Modules.MAX_BYTES, callers.signed(this::putModule)),
                new Route(Method.POST, "/v1/workloads", MAX_RUN_BODY, callers.signedBody(this::run)),
                Route.get("/v1/workloads", callers.signed((_, caller, _) -> list(caller))),
                Route.get(
                        "/v1/workloads/{id}",
                        callers.signed((request, caller, _) ->
                                Response.json(json(workloads.get(caller, request.path("id")))))),
                Route.delete(
                        "/v1/workloads/{id}",
                        callers.signed((request, caller, _) ->
                                Response.json(json(workloads.stop(caller, request.path("id")))))),
                Route.get("/v1/workloads/{id}/logs", callers.signed(this::logs)));
    }

    private Response putModule(Request request, TenantId caller, String hash) throws java.io.IOException {
        var sha256 = request.path("sha256");
        if (!sha256.matches("[0-9a-f]{64}") || !sha256.equals(hash)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "sign the module's own SHA-256 and put it in the path");
        }
        try (var body = request.body()) {
            modules.put(caller, new Digest("0x" + sha256), body);
        }
        return Response.noContent();
    }

    private Response run(Request request, TenantId caller, byte[] body) {
        return Response.json(201, json(workloads.run(caller, request(Json.parseObject(body)))));
    }

    /// What stands beside the Compose file goes before what stands in it.
    private JobRequest request(JsonObject json) {
        var service = ComposeFile.parse(json.text("compose")).service();
        var deviation = json.optionalText("maxDeviation").map(Deviation::parse);
        var patience = json.optionalText("queueTimeout").map(WorkloadDoor::duration);
        var fallbacks = json.has("fallbacks") ? json.array("fallbacks").texts() : service.fallbacks();
        return new JobRequest(
                json.text("compose"),
                new Digest(json.text("module")),
                json.optionalText("where").orElse(""),
                deviation.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                json.optionalText("slo").map(OpenSlo::parse).map(slos::of),
                patience.or(service::queueTimeout).filter(Duration::isPositive),
                fallbacks.stream().map(this::provider).toList());
    }

    private Address provider(String name) {
        return names.account(name)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "there is no provider " + name));
    }

    /// `90s`, `10m`, `1h30m`.
    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (DateTimeParseException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a duration is written like 90s, 10m or 1h30m", e);
        }
    }

    private Response list(TenantId caller) {
        return Response.json(Json.object()
                .put(
                        "workloads",
                        Json.array(workloads.of(caller).stream().map(this::json).toList()))
                .build());
    }

    private Response logs(Request request, TenantId caller, String hash) {
        return Response.json(Json.object()
                .put("text", workloads.logs(caller, request.path("id")))
                .build());
    }

    private JsonObject json(Workload workload) {
        var json = Json.object()
                .put("id", workload.id())
                .put("name", workload.name())
                .put("state", workload.state().text())
                .put("reason", workload.reason())
                .put("created", workload.created().toString());
        workload.place()
                .ifPresentOrElse(
                        place -> json.put("lease", place.lease().hex())
                                .put("provider", names.of(place.provider()))
                                .put("providerAccount", place.provider().hex())
                                .put("region", place.region())
                                .put("price", Prices.compute(place.prices())),
                        () -> json.put("lease", Digest.ZERO.hex())
                                .put("provider", "")
                                .put("price", ""));
        workload.search().ifPresent(search -> {
            search.waiting().ifPresent(it -> json.put("pending", it.toJson()));
            json.put("tried", Json.texts(search.tried().stream().map(names::of).toList()));
        });
        json.amount("paid", BigInteger.ZERO);
        workload.settlement().ifPresent(settlement -> {
            json.amount("paid", settlement.paid()).put("usage", usage(settlement.readings()));
            settlement.result().ifPresent(result -> json.put("result", result));
        });
        return json.build();
    }

    private static JsonObject usage(List<BigInteger> readings) {
        var json = Json.object();
        var meters = ResourceClass.COMPUTE.meters();
        for (int i = 0; i < readings.size(); i++) {
            json.amount(meters.get(i), readings.get(i));
        }
        return json.build();
    }
}
