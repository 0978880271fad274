package souk.node.store;

import java.util.List;
import java.util.Optional;
import souk.core.value.LeaseId;
import souk.economy.AccountStore;
import souk.economy.TillAccount;
import souk.sql.Documents;

/// What a provider was promised, by lease.
public record TillAccounts(Documents.Collection documents) implements AccountStore<TillAccount> {
    @Override
    public void put(LeaseId lease, TillAccount account) {
        documents.put(lease.hex(), account.toJson());
    }

    @Override
    public Optional<TillAccount> find(LeaseId lease) {
        return documents.find(lease.hex()).map(TillAccount::from);
    }

    @Override
    public void remove(LeaseId lease) {
        documents.remove(lease.hex());
    }

    @Override
    public List<TillAccount> all() {
        return documents.all().stream().map(TillAccount::from).toList();
    }
}
