package souk.gateway.s3;

import java.util.List;
import java.util.Optional;
import souk.gateway.store.TenantId;

/// The accounts of the gateway.
public interface Accounts {
    /// The account, if the key exists and is in force.
    Optional<Account> find(String accessKeyId);

    /// An account of the tenant, if there is one: its name is the tenant's.
    Optional<Account> ofTenant(TenantId tenant);

    /// These accounts, the first of a tenant giving its name.
    static Accounts of(List<Account> accounts) {
        var list = List.copyOf(accounts);
        return new Accounts() {
            @Override
            public Optional<Account> find(String accessKeyId) {
                return list.stream()
                        .filter(account -> account.credentials().accessKeyId().equals(accessKeyId))
                        .findFirst();
            }

            @Override
            public Optional<Account> ofTenant(TenantId tenant) {
                return list.stream()
                        .filter(account -> account.tenant().equals(tenant))
                        .findFirst();
            }
        };
    }
}
