package souk.core.eip712;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import souk.core.hash.Keccak256;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Uint;

/// Collects the encoded members of one EIP-712 struct, in the order of its type string.
public final class StructHash {
    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream(512);

    /// @param type `encodeType` of the struct, e.g. `Voucher(bytes32 lease,uint128 cumulative)`
    public StructHash(String type) {
        word(Keccak256.hash(type.getBytes(StandardCharsets.UTF_8)));
    }

    public StructHash address(Address value) {
        return uint(new BigInteger(1, value.bytes()));
    }

    public StructHash bytes32(Digest value) {
        return word(value.bytes());
    }

    public StructHash uint(BigInteger value) {
        return word(Uint.word(value));
    }

    public StructHash uint(long value) {
        return uint(BigInteger.valueOf(value));
    }

    /// Unix seconds.
    public StructHash time(Instant value) {
        return uint(value.getEpochSecond());
    }

    public StructHash uints(List<BigInteger> values) {
        var words = new ByteArrayOutputStream(32 * values.size());
        values.forEach(value -> words.writeBytes(Uint.word(value)));
        return word(Keccak256.hash(words.toByteArray()));
    }

    public StructHash text(String value) {
        return word(Keccak256.hash(value.getBytes(StandardCharsets.UTF_8)));
    }

    public Digest hash() {
        return Digest.of(Keccak256.hash(encoded.toByteArray()));
    }

    private StructHash word(byte[] word) {
        encoded.writeBytes(word);
        return this;
    }
}
