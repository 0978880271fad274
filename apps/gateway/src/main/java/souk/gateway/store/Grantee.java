package souk.gateway.store;

/// Whom an access list speaks of.
public sealed interface Grantee {
    /// One tenant.
    record Tenant(TenantId id) implements Grantee {}

    /// Everyone, signed in or not.
    record Everyone() implements Grantee {}

    /// Every tenant of this gateway.
    record AnyTenant() implements Grantee {}
}
