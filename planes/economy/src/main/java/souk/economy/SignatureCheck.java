package souk.economy;

import souk.core.eip712.TypedData;
import souk.core.value.Address;
import souk.core.value.Signature;

/// Checks signatures over messages in the domain of this market.
@FunctionalInterface
public interface SignatureCheck {
    /// Whether `signer` signed the message. Malformed signatures are false, never an exception.
    boolean valid(TypedData.Message message, Signature signature, Address signer);
}
