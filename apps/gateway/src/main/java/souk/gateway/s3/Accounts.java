package souk.gateway.s3;

import java.util.Optional;

/// The accounts by their access keys.
@FunctionalInterface
public interface Accounts {
    /// The account, if the key exists and is in force.
    Optional<Account> find(String accessKeyId);
}
