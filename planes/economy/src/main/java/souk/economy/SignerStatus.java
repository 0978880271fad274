package souk.economy;

import souk.core.value.Address;
import souk.core.value.Digest;

/// What the ledger knows about a payer's signed orders.
public interface SignerStatus {
    /// Orders with a nonce below this are void.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the ledger cannot be asked
    long nonceFloor(Address payer);

    /// Whether a lease was opened with this order already.
    ///
    /// @param order struct hash
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the ledger cannot be asked
    boolean isFilled(Digest order);
}
