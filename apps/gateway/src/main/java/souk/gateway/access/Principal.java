package souk.gateway.access;

import java.util.Set;
import souk.gateway.store.Grantee;
import souk.gateway.store.TenantId;

/// Who asks.
public sealed interface Principal {
    /// Someone without a signature.
    record Anonymous() implements Principal {}

    /// Someone who signed.
    ///
    /// @param id the tenant, which policies call an account
    /// @param user the name of the key pair, which policies call a user
    record Tenant(TenantId id, String user) implements Principal {}

    /// Whether it acts for that tenant.
    default boolean is(TenantId tenant) {
        return this instanceof Tenant(var id, var _) && id.equals(tenant);
    }

    /// What of an access list speaks of it.
    default Set<Grantee> grantees() {
        return switch (this) {
            case Anonymous() -> Set.of(new Grantee.Everyone());
            case Tenant(var id, var _) ->
                Set.of(new Grantee.Everyone(), new Grantee.AnyTenant(), new Grantee.Tenant(id));
        };
    }
}
