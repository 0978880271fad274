package souk.economy;

import java.util.List;
import java.util.Optional;
import souk.core.value.LeaseId;

/// Where one side of many leases keeps an account for each. All methods throw `UNAVAILABLE` or `DISK_FULL` when
/// the
/// store fails; what they changed is durable when they return.
///
/// @param <A> [PayerAccount] or [TillAccount]
public interface AccountStore<A> {
    /// Keeps the account; replaces the lease's earlier one.
    void put(LeaseId lease, A account);

    /// The lease's account, if there is one.
    Optional<A> find(LeaseId lease);

    /// Forgets the account; nothing happens if there is none.
    void remove(LeaseId lease);

    /// All accounts, in no particular order.
    List<A> all();
}
