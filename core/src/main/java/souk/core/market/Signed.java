package souk.core.market;

import souk.core.eip712.TypedData;
import souk.core.value.Signature;

/// A message and the signature over its EIP-712 digest. Holding one proves nothing until a verifier has checked it.
public record Signed<T extends TypedData.Message>(T message, Signature signature) {}
