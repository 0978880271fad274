package souk.gateway.s3;

import java.util.Objects;
import souk.gateway.store.TenantId;
import souk.trust.sigv4.Credentials;

/// Who may sign requests, and for which tenant.
///
/// @param credentials the key pair
/// @param tenant whose buckets it sees
/// @param displayName shown as owner
public record Account(Credentials credentials, TenantId tenant, String displayName) {
    /// Stands for whoever did not sign; no request can be signed with it, since no list of accounts holds it.
    static final Account ANONYMOUS = new Account(new Credentials("anonymous", "none"), TenantId.ANONYMOUS, "anonymous");

    public Account {
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(displayName, "displayName");
    }
}
