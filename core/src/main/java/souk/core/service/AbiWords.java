package souk.core.service;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;
import souk.core.hash.Keccak256;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Uint;

/// Words of the ABI one after another, for hashes of what the contracts encode.
final class AbiWords {
    private final ByteArrayOutputStream words = new ByteArrayOutputStream(512);

    AbiWords uint(long value) {
        return uint(BigInteger.valueOf(value));
    }

    AbiWords uint(BigInteger value) {
        words.writeBytes(Uint.word(value));
        return this;
    }

    AbiWords uints(List<BigInteger> values) {
        values.forEach(this::uint);
        return this;
    }

    AbiWords bytes32(byte[] value) {
        words.writeBytes(value);
        return this;
    }

    AbiWords address(Address value) {
        return uint(new BigInteger(1, value.bytes()));
    }

    Digest hash() {
        return Digest.of(Keccak256.hash(words.toByteArray()));
    }
}
