package souk.bench.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import souk.core.eip712.TypedData;
import souk.core.hash.Sha256;
import souk.core.value.Address;
import souk.core.value.Signature;

/// Signatures that nobody forges, because nobody here tries to: a hash of who signs and what. A real one costs thirty
/// times as much and would tell no more about the market.
final class Seals {
    private Seals() {}

    static Signature of(Address signer, TypedData.Message message) {
        byte[] hash = Sha256.hash(
                signer.hex().getBytes(StandardCharsets.US_ASCII),
                message.structHash().bytes());
        return Signature.of(Arrays.copyOf(hash, Signature.BYTES));
    }

    static boolean valid(TypedData.Message message, Signature signature, Address signer) {
        return of(signer, message).equals(signature);
    }
}
