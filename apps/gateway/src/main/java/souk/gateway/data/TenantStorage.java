package souk.gateway.data;

import souk.gateway.market.Tenant;
import souk.sdk.storage.InventoryKeeper;
import souk.sdk.storage.OwnedShards;
import souk.sdk.storage.SegmentReader;
import souk.sdk.storage.SegmentRebuild;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.SegmentWriter;

/// How one tenant's segments come, move and go.
public record TenantStorage(
        Tenant tenant,
        StorageLeases leases,
        OwnedShards transport,
        SegmentWriter writer,
        SegmentReader reader,
        SegmentRepairer repairer,
        SegmentRebuild rebuild,
        InventoryKeeper inventories) {
    /// As the store of segments needs it.
    public NetworkSegmentStore.Way way() {
        return new NetworkSegmentStore.Way(leases::ensure, writer, reader);
    }
}
