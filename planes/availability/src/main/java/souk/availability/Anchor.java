package souk.availability;

import souk.core.value.Digest;

/// Puts roots of batches on the ledger.
@FunctionalInterface
public interface Anchor {
    /// Anchors a root. Anchoring the same root again is allowed and changes nothing.
    ///
    /// @param records how many stand under it
    /// @return the transaction that did it
    /// @throws souk.core.error.SoukException `UNAVAILABLE` or `LEDGER_REFUSED`
    String anchor(Digest root, int records);
}
