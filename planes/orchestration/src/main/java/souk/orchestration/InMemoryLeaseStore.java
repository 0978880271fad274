package souk.orchestration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.LeaseId;

/// Leases for as long as the process lives.
public final class InMemoryLeaseStore implements LeaseStore {
    private final Map<LeaseId, ProviderLease> leases = new ConcurrentHashMap<>();

    @Override
    public void put(ProviderLease lease) {
        leases.put(lease.lease(), lease);
    }

    @Override
    public Optional<ProviderLease> find(LeaseId lease) {
        return Optional.ofNullable(leases.get(lease));
    }

    @Override
    public List<ProviderLease> all() {
        return List.copyOf(leases.values());
    }
}
