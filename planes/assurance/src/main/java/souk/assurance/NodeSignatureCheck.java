package souk.assurance;

import souk.core.value.Address;

/// Port: whether a provider's node signed some bytes, by the key that the registry has for the provider.
public interface NodeSignatureCheck {
    /// False too for an unknown provider; [souk.core.error.SoukException] `UNAVAILABLE` if the registry is
    /// away.
    boolean valid(Address provider, byte[] message, NodeSignature signature);
}
