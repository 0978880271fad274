package souk.node.provider;

import java.util.List;
import java.util.concurrent.Semaphore;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.RepairGrant;
import souk.core.market.Signed;
import souk.core.value.Region;
import souk.net.NodeClient;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.node.process.NodeContext;
import souk.sdk.net.Providers;
import souk.sdk.storage.GrantedShards;
import souk.sdk.storage.PeerHealth;
import souk.sdk.storage.RepairTask;
import souk.sdk.storage.RepairWorker;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.StorageLease;
import souk.sdk.storage.Throttle;
import souk.sdk.storage.UploadMemory;

/// Repairs for those who store here. What is restored is paid under their lease with us.
final class RepairDoor {
    /// Repairs at once; more are told to come again.
    private static final int CONCURRENT = 2;
    /// Shards of repairs that may be in memory at once.
    private static final int MEMORY_MIB = 64;
    /// What repairs may move in a second.
    private static final long BYTES_PER_SECOND = 32 << 20;

    private final LeaseGuard guard;
    private final RepairWorker worker;
    private final Semaphore places = new Semaphore(CONCURRENT);

    RepairDoor(NodeContext node, LeaseGuard guard, NodeClient client) {
        this.guard = guard;
        var providers = new Providers(node.ledger(), node.clock());
        var memory = new UploadMemory(MEMORY_MIB);
        var throttle = new Throttle(BYTES_PER_SECOND, node.clock());
        this.worker =
                new RepairWorker(node.node().publicKey(), node.domain(), node.clock(), new RepairWorker.Opening() {
                    @Override
                    public SegmentRepairer repairer(Signed<RepairGrant> grant, RepairTask task) {
                        return new SegmentRepairer(
                                new GrantedShards(client, providers::peer, grant, task),
                                new PeerHealth(node.clock()),
                                memory,
                                throttle);
                    }

                    @Override
                    public StorageLease lease(RepairTask.Place place) {
                        return RepairDoor.lease(providers, place);
                    }
                });
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/leases/{lease}/repairs", this::repair));
    }

    private Response repair(Request request) {
        var lease = guard.require(request);
        var body = request.json();
        var grant = Signed.from(body.object("grant"), RepairGrant::from);
        if (!grant.message().lease().equals(lease)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the grant pays under another lease");
        }
        if (!places.tryAcquire()) {
            throw new SoukException(ErrorCode.OVERLOADED, "enough repairs are under way here: try again later");
        }
        try {
            var stored = worker.run(grant, RepairTask.from(body.object("task")), guard.payer(lease));
            return Response.json(Json.object()
                    .put(
                            "stored",
                            Json.array(stored.stream().map(RepairDoor::shard).toList()))
                    .build());
        } finally {
            places.release();
        }
    }

    private static StorageLease lease(Providers providers, RepairTask.Place place) {
        var peer = providers.peer(place.provider());
        // Where it is, is the payer's concern.
        var anywhere = new StorageLease.Site(new Region("any"), "", "");
        return new StorageLease(
                place.shard().lease(), place.provider(), peer.did(), peer.endpoint(), anywhere, place.until());
    }

    private static JsonObject shard(SegmentManifest.Shard shard) {
        return Json.object()
                .put("number", shard.number())
                .put("lease", shard.lease().hex())
                .put("root", shard.root().hex())
                .build();
    }
}
