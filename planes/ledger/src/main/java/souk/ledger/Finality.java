package souk.ledger;

/// How sure one may be of what a ledger says.
public enum Finality {
    /// It is in a block, which a reorganisation may still undo.
    INCLUDED,
    /// Enough blocks stand on top of it that the ledger is taken to keep it.
    FINAL
}
