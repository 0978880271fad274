package souk.orchestration;

import java.util.List;
import java.util.Optional;
import souk.core.value.LeaseId;

/// Where a provider keeps its leases across restarts. All methods throw `UNAVAILABLE` or `DISK_FULL` when the
/// store
/// fails; what they changed is durable when they return.
public interface LeaseStore {
    /// Keeps the lease; replaces its earlier state.
    void put(ProviderLease lease);

    Optional<ProviderLease> find(LeaseId lease);

    /// All leases, in no particular order.
    List<ProviderLease> all();
}
