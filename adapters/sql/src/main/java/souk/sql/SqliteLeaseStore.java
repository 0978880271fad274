package souk.sql;

import java.util.List;
import java.util.Optional;
import souk.core.value.LeaseId;
import souk.orchestration.LeaseStore;
import souk.orchestration.ProviderLease;

/// A provider's leases.
public final class SqliteLeaseStore implements LeaseStore {
    private static final String TABLE = "provider_lease";

    /// The migration that makes the store's table.
    public static final String SCHEMA = DocumentTable.schema(TABLE);

    private final DocumentTable<ProviderLease> leases;

    /// @param sqlite with [#SCHEMA] among its migrations
    public SqliteLeaseStore(Sqlite sqlite) {
        this.leases = new DocumentTable<>(sqlite, TABLE, ProviderLease::from);
    }

    @Override
    public void put(ProviderLease lease) {
        leases.put(lease.lease().hex(), lease.toJson());
    }

    @Override
    public Optional<ProviderLease> find(LeaseId lease) {
        return leases.find(lease.hex());
    }

    @Override
    public List<ProviderLease> all() {
        return leases.all();
    }
}
