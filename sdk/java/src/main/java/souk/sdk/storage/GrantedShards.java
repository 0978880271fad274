package souk.sdk.storage;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.market.RepairGrant;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.net.Answer;
import souk.net.Body;
import souk.net.Method;
import souk.net.NodeClient;
import souk.net.Peer;

/// Shards of a repair, moved by its grant: shown to each provider before the first call under each of its
/// leases.
public final class GrantedShards implements ShardTransport {
    private final NodeClient client;
    private final Function<Address, Peer> peers;
    private final Signed<RepairGrant> grant;
    private final RepairTask task;
    private final Set<LeaseId> shown = ConcurrentHashMap.newKeySet();

    /// @param peers how to call a provider, by the registry on the ledger
    public GrantedShards(NodeClient client, Function<Address, Peer> peers, Signed<RepairGrant> grant, RepairTask task) {
        this.client = client;
        this.peers = peers;
        this.grant = grant;
        this.task = task;
    }

    /// How a grant and its task travel.
    public static Body body(Signed<RepairGrant> grant, RepairTask task) {
        return Body.json(Json.object()
                .put("grant", Signed.toJson(grant.message().toJson(), grant.signature()))
                .put("task", task.toJson())
                .build());
    }

    @Override
    public void put(StorageLease lease, Digest root, byte[] shard) {
        var path = "/shards/" + root + "?expires=" + lease.expiresAt().getEpochSecond();
        // The provider signs for it; the payer asks the provider itself before it pays.
        call(lease.provider(), lease.lease(), Method.PUT, path, Body.bytes(shard))
                .close();
    }

    @Override
    public byte[] get(StorageLease lease, Digest root, long offset, int length) {
        var path = "/shards/" + root + "?offset=" + offset + "&length=" + length;
        var bytes = call(lease.provider(), lease.lease(), Method.GET, path, Body.empty())
                .bytes(length);
        if (bytes.length != length) {
            throw new SoukException(ErrorCode.CORRUPT, lease.provider() + " gave " + bytes.length + " of " + length);
        }
        return bytes;
    }

    private Answer call(Address provider, LeaseId lease, Method method, String path, Body body) {
        var target = "/v1/leases/" + lease;
        if (shown.add(lease)) {
            client.call(peers.apply(provider), Method.POST, target + "/repair-grants", Map.of(), body(grant, task))
                    .close();
        }
        return client.call(peers.apply(provider), method, target + path, Map.of(), body);
    }
}
