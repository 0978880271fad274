package souk.economy;

import souk.core.eip712.TypedData;
import souk.core.value.Signature;

/// Signs with the account key of this party, in the domain of its market.
@FunctionalInterface
public interface Signer {
    /// The signature over the message's EIP-712 digest.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE` when the key cannot be reached
    Signature sign(TypedData.Message message);
}
