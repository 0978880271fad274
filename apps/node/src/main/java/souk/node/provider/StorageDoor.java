package souk.node.provider;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.net.Metrics;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.storage.CoSignedRoot;
import souk.storage.InventoryChange;
import souk.storage.ShardStore;
import souk.trust.AccountKey;
import souk.trust.NodeKey;
import souk.trust.SignedEnvelope;

/// Shards in, shards out, and the co-signed inventory.
final class StorageDoor {
    /// A body that names every shard of a large lease once.
    private static final long INVENTORY_BYTES = 32 << 20;
    /// Shards moved to another lease in one request: at 8 MiB each, 4 GiB read and written on one disk.
    private static final int MAX_REHOMED = 500;
    /// How long an acknowledgement speaks for a shard that was not committed yet.
    private static final Duration ACKNOWLEDGED = Duration.ofHours(72);

    /// The end of the year 9999: whoever wants a shard kept for ever means that.
    private static final long LATEST = 253_402_300_799L;

    private final ShardStore store;
    private final Consumer<LeaseId> heard;
    private final LeaseGuard guard;
    private final NodeKey node;
    private final AccountKey account;
    private final TypedData.Domain domain;
    private final InstantSource clock;
    private final Metrics.Count stored;
    private final Metrics.Count served;

    /// @param heard told when the payer of a lease signed what it pays for
    StorageDoor(
            ShardStore store,
            Consumer<LeaseId> heard,
            LeaseGuard guard,
            NodeKey node,
            AccountKey account,
            TypedData.Domain domain,
            InstantSource clock,
            Metrics metrics) {
        this.store = store;
        this.heard = heard;
        this.guard = guard;
        this.node = node;
        this.account = account;
        this.domain = domain;
        this.clock = clock;
        this.stored = metrics.counter("souk_storage_stored_bytes", "Bytes of shards taken in.");
        this.served = metrics.counter("souk_storage_served_bytes", "Bytes of shards given out.");
    }

    List<Route> routes() {
        return List.of(
                Route.put("/v1/leases/{lease}/shards/{root}", ShardStore.MAX_SHARD_BYTES, this::put),
                Route.get("/v1/leases/{lease}/shards/{root}", this::get),
                Route.post("/v1/leases/{lease}/shards/rehome", this::rehome),
                new Route(souk.net.Method.POST, "/v1/leases/{lease}/shards/missing", INVENTORY_BYTES, this::missing),
                Route.get("/v1/leases/{lease}/inventory", this::inventory),
                Route.get("/v1/leases/{lease}/inventory/entries", this::entries),
                new Route(souk.net.Method.POST, "/v1/leases/{lease}/inventory", INVENTORY_BYTES, this::commit));
    }

    private Response put(Request request) throws IOException {
        var root = new Digest(request.path("root"));
        var lease = guard.requireShard(request, root, true);
        long length = request.contentLength()
                .orElseThrow(() -> new SoukException(ErrorCode.BAD_REQUEST, "a shard needs a Content-Length"));
        var expires = Instant.ofEpochSecond(Math.clamp(number(request, "expires", 0), 0, LATEST));
        try (InputStream body = request.body()) {
            store.put(lease, root, body, length, expires);
        }
        stored.add(length);
        var said = Json.object()
                .put("lease", lease.hex())
                .put("root", root.hex())
                .put("size", length)
                .build();
        return Response.json(
                201,
                SignedEnvelope.sign(node, "shard-ack", said, clock.instant(), ACKNOWLEDGED)
                        .toJson());
    }

    private Response get(Request request) {
        var root = new Digest(request.path("root"));
        var lease = guard.requireShard(request, root, false);
        long offset = number(request, "offset", 0);
        long size = store.size(lease, root)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no shard " + root + " under this lease"));
        long length = number(request, "length", size - offset);
        // Opened before the status is sent, so that a missing log is an error and not a cut connection.
        var shard = store.read(lease, root, offset, length);
        served.add(length);
        return Response.stream(length, out -> {
            try (shard) {
                shard.transferTo(out);
            }
        });
    }

    /// Takes shards of another lease of the same payer under this one.
    private Response rehome(Request request) {
        var to = guard.require(request);
        var body = request.json();
        var from = new LeaseId(body.text("from"));
        guard.require(request, from);
        if (!guard.payer(from).equals(guard.payer(to))) {
            throw new SoukException(ErrorCode.FORBIDDEN, "the two leases have different payers");
        }
        var roots = roots(body);
        if (roots.size() > MAX_REHOMED) {
            throw new SoukException(ErrorCode.TOO_LARGE, "at most " + MAX_REHOMED + " shards at once");
        }
        var kept = store.rehome(from, to, roots, Instant.ofEpochSecond(body.integer("expires")));
        var said = Json.object()
                .put("from", from.hex())
                .put("lease", to.hex())
                .put("roots", texts(kept))
                .build();
        return Response.json(SignedEnvelope.sign(node, "shards-rehomed", said, clock.instant(), ACKNOWLEDGED)
                .toJson());
    }

    /// What a payer should not count on any more. Said before an audit finds it: what is left out of the
    /// next root is not paid, and not challenged either.
    private Response missing(Request request) {
        var lease = guard.require(request);
        var missing = store.missing(lease, roots(Json.parseObject(request.bytes())));
        return Response.json(Json.object().put("roots", texts(missing)).build());
    }

    private static List<Digest> roots(JsonObject body) {
        return body.array("roots").texts().stream().map(Digest::new).toList();
    }

    private static Json texts(Set<Digest> roots) {
        return Json.texts(roots.stream().map(Digest::hex).sorted().toList());
    }

    /// The newest co-signed root, or the one that stood at the end of an epoch; public, since auditors need
    /// it.
    private Response inventory(Request request) {
        var lease = new LeaseId(request.path("lease"));
        var root =
                request.query("epoch").isPresent() ? store.root(lease, number(request, "epoch", 0)) : store.root(lease);
        return root.map(signed -> Response.json(StorageDoor.toJson(signed)))
                .orElseThrow(
                        () -> new SoukException(ErrorCode.NOT_FOUND, "no inventory was co-signed for this lease yet"));
    }

    /// The newest co-signed root with what is under it, for a payer that was restored from an older copy.
    private Response entries(Request request) {
        var lease = guard.require(request);
        var signed = store.root(lease)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no inventory was co-signed for this lease"));
        var json = Json.object();
        StorageDoor.toJson(signed).members().forEach(json::put);
        var entries = store.inventory(lease).stream()
                .map(entry -> Json.object()
                        .put("root", entry.root().hex())
                        .put("size", entry.size())
                        .put("expiry", entry.expiry())
                        .build())
                .toList();
        return Response.json(json.put("entries", Json.array(entries)).build());
    }

    private Response commit(Request request) {
        var lease = guard.require(request);
        var body = Json.parseObject(request.bytes());
        var root = Signed.from(body.object("root"), InventoryRoot::from);
        if (!root.message().lease().equals(lease)
                || !AccountKey.verify(domain, root.message(), root.signature(), guard.payer(lease))) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the root is not signed by the payer of this lease");
        }
        var signature = account.sign(domain, root.message());
        store.commit(new CoSignedRoot(root.message(), root.signature(), signature), change(body));
        // A payer that signs what is kept is not silent, even while it owes nothing.
        heard.accept(lease);
        return Response.json(Json.object().put("signature", signature.hex()).build());
    }

    private static InventoryChange change(JsonObject body) {
        var added = body.array("add").objects().map(StorageDoor::entry).toList();
        var removed = body.array("remove").texts().stream().map(Digest::new).toList();
        return new InventoryChange(added, removed);
    }

    private static InventoryEntry entry(JsonObject json) {
        try {
            return new InventoryEntry(new Digest(json.text("root")), json.integer("size"), json.integer("expiry"));
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an entry of the inventory is wrong: " + e.getMessage(), e);
        }
    }

    static JsonObject toJson(CoSignedRoot root) {
        return Json.object()
                .put("root", root.root().toJson())
                .put("payer", root.payer().hex())
                .put("provider", root.provider().hex())
                .build();
    }

    private static long number(Request request, String name, long otherwise) {
        try {
            return request.query(name).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "query '" + name + "' must be a whole number", e);
        }
    }
}
