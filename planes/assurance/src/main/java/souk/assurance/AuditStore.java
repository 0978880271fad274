package souk.assurance;

import java.util.List;
import java.util.Optional;
import souk.core.value.Address;
import souk.core.value.LeaseId;

/// Port: what an auditor must not forget when it restarts. For any number of threads.
public interface AuditStore {
    /// Outcomes kept a lease, at least.
    int KEPT_OUTCOMES = 100;
    /// Score changes kept a provider, at least.
    int KEPT_CHANGES = 200;
    /// Ended challenges on the ledger that are remembered, so that one is not begun twice.
    int KEPT_DISPUTES = 1_000;

    /// Stores an entry, durably if the store is durable. A second outcome of the same lease and epoch is
    /// ignored.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` if it cannot; nothing is stored then
    void append(AuditEntry entry);

    /// The outcome of a lease's epoch, if it is among the last [#KEPT_OUTCOMES].
    Optional<EpochOutcome> outcome(LeaseId lease, long epoch);

    /// What is remembered of a lease.
    LeaseWatch watch(LeaseId lease);

    /// Challenges on the ledger that have not ended, oldest first.
    List<DisputeCase> openDisputes();

    /// A provider's score, if it was ever audited.
    Optional<AuditScore> score(Address provider);

    /// A provider's last score changes, newest first, at most [#KEPT_CHANGES].
    List<ScoreChange> changes(Address provider, int limit);
}
