package souk.gateway.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.placement.Profile;
import souk.gateway.market.BucketRules;
import souk.gateway.store.Bodies;
import souk.gateway.store.BodyHealth;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.Folders;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.Piece;
import souk.gateway.store.TenantId;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;

/// How well buckets and objects are kept, how they are to be kept, and what repair does about it.
final class StorageDoor {
    /// Segments looked at in one query.
    private static final int PAGE = 500;

    private final Callers callers;
    private final ApiDoor.Storage storage;

    StorageDoor(Callers callers, ApiDoor.Storage storage) {
        this.callers = callers;
        this.storage = storage;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/repair", callers.signed((_, _, _) -> Response.json(repair()))),
                Route.get(
                        "/v1/buckets/{bucket}/health", callers.signed((request, caller, _) -> health(request, caller))),
                Route.get("/v1/buckets/{bucket}/costs", callers.signed((request, caller, _) -> costs(request, caller))),
                Route.get(
                        "/v1/buckets/{bucket}/durability",
                        callers.signed((request, caller, _) -> Response.json(durability(bucket(request, caller))))),
                Route.post("/v1/buckets/{bucket}/durability", callers.signedBody(this::setDurability)));
    }

    private JsonObject repair() {
        return storage.upkeep().status().toJson(storage.upkeep().done());
    }

    /// Of the bucket, or with `key` of one object.
    private Response health(Request request, TenantId caller) {
        var bucket = bucket(request, caller);
        var health = request.query("key").isPresent()
                ? health(bucket, request.query("key").get())
                : health(bucket);
        var json = Json.object().put("bucket", bucket.name().value());
        request.query("key").ifPresent(key -> json.put("key", key));
        health.ifPresentOrElse(it -> write(json, it), () -> json.put("segments", 0));
        return Response.json(json.put("repair", repair()).build());
    }

    /// What was paid for a prefix, told apart by the levels below it.
    private Response costs(Request request, TenantId caller) {
        var bucket = bucket(request, caller);
        var prefix = request.query("prefix").orElse("");
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a prefix of costs ends in /");
        }
        var costs = storage.costs().of(caller, bucket.id(), prefix, depth(request));
        var account = storage.costs().account(caller);
        return Response.json(Json.object()
                .put("bucket", bucket.name().value())
                .put("prefix", prefix)
                .put("unit", "1e-6 sUSD")
                .put("total", costs.total())
                .put(
                        "prefixes",
                        Json.array(costs.groups().entrySet().stream()
                                .map(each -> Json.object()
                                        .put("prefix", each.getKey())
                                        .put("amount", each.getValue())
                                        .build())
                                .toList()))
                .put("truncated", costs.truncated())
                .put(
                        "epochs",
                        Json.array(costs.epochs().entrySet().stream()
                                .map(each -> Json.object()
                                        .put("epoch", each.getKey())
                                        .put("amount", each.getValue())
                                        .build())
                                .toList()))
                .put("accountVouched", account.counted())
                .put("accountUnattributed", account.unattributed())
                .build());
    }

    private static int depth(Request request) {
        try {
            int depth = request.query("depth").map(Integer::parseInt).orElse(1);
            if (depth >= 0 && depth <= Folders.DEPTH) {
                return depth;
            }
        } catch (NumberFormatException e) {
            // Told below, as any other wrong value.
        }
        throw new SoukException(ErrorCode.BAD_REQUEST, "depth must be a whole number from 0 to " + Folders.DEPTH);
    }

    private Optional<BodyHealth> health(Bucket bucket) {
        Optional<BodyHealth> all = Optional.empty();
        var mark = Bodies.Mark.START;
        for (var page = page(bucket, mark); !page.isEmpty(); page = page(bucket, mark)) {
            mark = page.getLast().mark();
            var here = storage.segments()
                    .health(page.stream().map(Bodies.Shown::segment).toList());
            all = all.isPresent() && here.isPresent() ? Optional.of(all.get().and(here.get())) : all.or(() -> here);
        }
        return all;
    }

    private List<Bodies.Shown> page(Bucket bucket, Bodies.Mark after) {
        return storage.metadata().bodies().shown(bucket.id(), after, PAGE);
    }

    private Optional<BodyHealth> health(Bucket bucket, String key) {
        var object = storage.metadata()
                .objects()
                .latest(bucket.id(), new ObjectKey(key))
                .filter(version -> !version.marker())
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no object " + key));
        var segments = storage.metadata().bodies().slice(object.body(), 0, object.size()).pieces().stream()
                .filter(Piece.Stored.class::isInstance)
                .map(piece -> ((Piece.Stored) piece).segment())
                .toList();
        return segments.isEmpty() ? Optional.empty() : storage.segments().health(segments);
    }

    private static void write(JsonObject.Builder json, BodyHealth health) {
        json.put("segments", health.segments())
                .put("degraded", health.degraded())
                .put("lost", health.lost())
                .put("shards", health.healthy())
                .put("shardsWanted", health.wanted())
                .put("shardsNeeded", health.needed())
                .put("operators", health.operators())
                .put("regions", health.regions())
                .put("daysToLoss", String.format(Locale.ROOT, "%.1f", health.daysToLoss()));
    }

    private JsonObject durability(Bucket bucket) {
        var rules = storage.rules().find(bucket.id()).orElse(BucketRules.NONE);
        var profile = rules.profile().orElse(storage.policy().profile());
        return write(Json.object().put("bucket", bucket.name().value()), profile)
                .put("countries", rules.countries())
                .put(
                        "allowLowDurability",
                        rules.allowLowDurability() || storage.policy().allowLowDurability())
                .put("allowSharedNetwork", storage.policy().allowSharedNetwork())
                .build();
    }

    private static JsonObject.Builder write(JsonObject.Builder json, Profile profile) {
        return json.put("profile", profile.name())
                .put("shardsNeeded", profile.k())
                .put("repairBelow", profile.repair() + 1)
                .put("shardsWanted", profile.success())
                .put("recovery", String.format(Locale.ROOT, "%.8f", profile.recovery()))
                .put("admitted", profile.admissible());
    }

    private Response setDurability(Request request, TenantId caller, byte[] body) {
        var bucket = bucket(request, caller);
        var rules = BucketRules.from(Json.parseObject(body));
        rules.admitted(storage.policy());
        storage.rules().put(bucket.id(), rules);
        return Response.json(durability(bucket));
    }

    private Bucket bucket(Request request, TenantId caller) {
        storage.metadata().refresh();
        var name = request.path("bucket");
        return BucketName.parse(name)
                .flatMap(storage.metadata().buckets()::find)
                .filter(bucket -> bucket.tenant().equals(caller))
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "you have no bucket " + name));
    }
}
