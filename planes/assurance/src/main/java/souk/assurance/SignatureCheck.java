package souk.assurance;

import souk.core.eip712.TypedData;
import souk.core.value.Address;
import souk.core.value.Signature;

/// Port: whether an account signed a message, in the market's domain, by its key or as a contract (ERC-1271).
public interface SignatureCheck {
    /// Never throws for a bad signature; [souk.core.error.SoukException] `UNAVAILABLE` if the ledger is needed
    /// and away.
    boolean valid(TypedData.Message message, Signature signature, Address signer);
}
