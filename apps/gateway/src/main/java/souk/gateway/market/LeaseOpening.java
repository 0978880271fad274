package souk.gateway.market;

import souk.core.placement.Profile;
import souk.gateway.store.TenantId;

/// Who opens leases: this gateway, or another of the same namespace that is asked to.
public interface LeaseOpening {
    /// Whether this one does.
    boolean here();

    /// Asks whoever does for leases that a tenant can write this profile under; they show up on the
    /// ledger.
    void ask(TenantId tenant, Profile profile);
}
