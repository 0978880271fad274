package souk.orchestration;

/// Where a lease stands, seen from its provider.
public enum LeaseState {
    /// On the ledger, not serving yet.
    OPEN,
    /// Serving.
    ACTIVE,
    /// The provider stopped serving because the payer is silent; data is kept. The ledger still says active.
    SUSPENDED,
    /// Paused on the ledger because its funds are short; data is kept for the grace window.
    PAUSED,
    /// Over and paid out.
    CLOSED
}
