package souk.economy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.LeaseId;

/// Accounts for as long as the process lives.
public final class InMemoryAccountStore<A> implements AccountStore<A> {
    private final Map<LeaseId, A> accounts = new ConcurrentHashMap<>();

    @Override
    public void put(LeaseId lease, A account) {
        accounts.put(lease, account);
    }

    @Override
    public Optional<A> find(LeaseId lease) {
        return Optional.ofNullable(accounts.get(lease));
    }

    @Override
    public void remove(LeaseId lease) {
        accounts.remove(lease);
    }

    @Override
    public List<A> all() {
        return List.copyOf(accounts.values());
    }
}
