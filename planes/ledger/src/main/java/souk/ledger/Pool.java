package souk.ledger;

/// Bonded people among whom lots are drawn.
public enum Pool {
    /// They measure and challenge.
    AUDITORS,
    /// They decide what machines cannot.
    ARBITERS
}
