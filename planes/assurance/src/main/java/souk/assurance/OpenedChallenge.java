package souk.assurance;

import java.time.Instant;
import java.util.Objects;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// A challenge on the ledger, as its event tells.
///
/// @param id its name on the ledger
/// @param root of the inventory
/// @param position the cell asked for
/// @param deadline an answer counts up to and including it
public record OpenedChallenge(
        Digest id, LeaseId lease, Address provider, Digest root, long position, Instant deadline) {
    public OpenedChallenge {
        Objects.requireNonNull(id);
        Objects.requireNonNull(lease);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(root);
        Objects.requireNonNull(deadline);
    }
}
