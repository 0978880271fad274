package souk.economy;

import java.math.BigInteger;
import souk.core.value.Address;
import souk.core.value.Digest;

/// What the ledger knows about signed orders and offers. All methods throw `UNAVAILABLE` when it cannot be
/// asked.
public interface LedgerView {
    /// Messages of this signer with a nonce below this are void.
    long nonceFloor(Address signer);

    /// Whether a lease was opened with this order already.
    ///
    /// @param order struct hash
    boolean isFilled(Digest order);

    /// What leases have taken of an offer's capacity since it was signed. It never falls: capacity that comes
    /// free is
    /// sold again under a new offer.
    ///
    /// @param offer struct hash
    BigInteger filled(Digest offer);
}
