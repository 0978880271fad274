package souk.node.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.LeaseAccess;
import souk.core.market.RepairGrant;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.storage.RepairTask;
import souk.sdk.storage.RepairWorker;
import souk.trust.AccountKey;

/// Lets a node use a lease only with the leave of the lease's payer. The leave is kept in memory: after a
/// restart the
/// node shows it again.
final class LeaseGuard {
    /// Leaves kept at once; the oldest go first when a provider has more consumers.
    private static final int MAX_LEAVES = 100_000;
    private static final int LOOKS = 30;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Function<LeaseId, Optional<Address>> payers;
    private final TypedData.Domain domain;
    private final InstantSource clock;
    private final Map<Leave, Instant> leaves = new ConcurrentHashMap<>();
    private final RepairLeaves repairs;

    private record Leave(LeaseId lease, Digest nodeKey) {}

    /// @param payers the payer of a lease of this provider that is not closed
    LeaseGuard(Function<LeaseId, Optional<Address>> payers, TypedData.Domain domain, InstantSource clock) {
        this.payers = payers;
        this.domain = domain;
        this.clock = clock;
        this.repairs = new RepairLeaves(clock);
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/leases/{lease}/access", this::introduce),
                Route.post("/v1/leases/{lease}/repair-grants", this::grantRepair));
    }

    /// The lease of a request whose caller may use it.
    ///
    /// @throws SoukException `FORBIDDEN` without the payer's leave, `NOT_FOUND` for a lease that is not ours
    LeaseId require(Request request) {
        var lease = new LeaseId(request.path("lease"));
        require(request, lease);
        return lease;
    }

    /// The lease of a request for one shard, whose caller may use the lease or has a grant to repair with
    /// this shard.
    ///
    /// @param write whether to store the shard
    /// @throws SoukException as the other
    LeaseId requireShard(Request request, Digest root, boolean write) {
        var lease = new LeaseId(request.path("lease"));
        if (repairs.allows(lease, request.peer().publicKey(), root, write)) {
            payer(lease);
            return lease;
        }
        return require(request);
    }

    /// Lets only a caller through that may use this lease.
    ///
    /// @throws SoukException as the other
    void require(Request request, LeaseId lease) {
        var until = leaves.get(new Leave(lease, request.peer().publicKey()));
        if (until == null || until.isBefore(clock.instant())) {
            throw new SoukException(ErrorCode.FORBIDDEN, "show the payer's leave to use lease " + lease + " first");
        }
        payer(lease);
    }

    /// The payer of a lease. One that was opened a moment ago may be on the ledger and not yet in our feed,
    /// so an unknown lease is waited for, a block or two.
    ///
    /// @throws SoukException `LEASE_NOT_ACTIVE`
    Address payer(LeaseId lease) {
        for (int look = 0; look < LOOKS && payers.apply(lease).isEmpty(); look++) {
            pause();
        }
        return payers.apply(lease)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.LEASE_NOT_ACTIVE,
                        "lease " + lease + " is not open here: open one, or wait for its block"));
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Response grantRepair(Request request) {
        var lease = new LeaseId(request.path("lease"));
        var body = request.json();
        var grant = Signed.from(body.object("grant"), RepairGrant::from);
        var task = RepairTask.from(body.object("task"));
        var node = request.peer().publicKey();
        RepairWorker.require(grant, task, payer(lease), node, domain, clock.instant());
        repairs.add(lease, node, task, grant.message().validUntil());
        return Response.noContent();
    }

    private Response introduce(Request request) {
        var lease = new LeaseId(request.path("lease"));
        var signed = Signed.from(request.json(), LeaseAccess::from);
        var leave = signed.message();
        boolean good = leave.lease().equals(lease)
                && leave.nodeKey().equals(request.peer().publicKey())
                && AccountKey.verify(domain, leave, signed.signature(), payer(lease));
        if (!good) {
            throw new SoukException(
                    ErrorCode.BAD_SIGNATURE, "this is not the leave of the lease's payer for your node");
        }
        if (leaves.size() >= MAX_LEAVES) {
            leaves.values().removeIf(until -> until.isBefore(clock.instant()));
        }
        if (leaves.size() >= MAX_LEAVES) {
            throw new SoukException(ErrorCode.OVERLOADED, "too many consumers at once: try again later");
        }
        leaves.put(new Leave(lease, leave.nodeKey()), leave.validUntil());
        return Response.noContent();
    }
}
