package souk.gateway.data;

import souk.gateway.market.Tenant;
import souk.sdk.storage.InventoryKeeper;
import souk.sdk.storage.SegmentReader;
import souk.sdk.storage.SegmentWriter;

/// How one tenant's segments come and go.
public record TenantStorage(
        Tenant tenant, StorageLeases leases, SegmentWriter writer, SegmentReader reader, InventoryKeeper inventories) {
    /// As the store of segments needs it.
    public NetworkSegmentStore.Way way() {
        return new NetworkSegmentStore.Way(leases::ensure, writer, reader);
    }
}
