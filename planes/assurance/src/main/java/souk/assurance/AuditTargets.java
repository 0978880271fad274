package souk.assurance;

import java.util.List;
import java.util.Optional;
import souk.core.value.LeaseId;

/// Port: what is to be audited.
public interface AuditTargets {
    /// Storage leases that were active at the end of the epoch.
    List<AuditTarget> active(long epoch);

    /// The payer's copy of the root that stood at the end of the epoch, for a provider that does not show its
    /// own.
    default Optional<CoSignedRoot> payersRoot(LeaseId lease, long epoch) {
        return Optional.empty();
    }
}
