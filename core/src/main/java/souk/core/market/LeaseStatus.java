package souk.core.market;

/// The states of a lease on the ledger, in the ledger's numbering.
public enum LeaseStatus {
    NONE,
    OPEN,
    ACTIVE,
    PAUSED,
    CLOSED,
    SETTLED
}
