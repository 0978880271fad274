package souk.core.value;

/// An EVM account or contract.
///
/// @param hex `0x` and 40 hexadecimal digits; kept in lower case
public record Address(String hex) implements Comparable<Address> {
    public static final int BYTES = 20;

    public Address {
        hex = Hex.check(hex, BYTES, "an address");
    }

    public static Address of(byte[] bytes) {
        return new Address(Hex.of(bytes));
    }

    /// A fresh array of 20 bytes.
    public byte[] bytes() {
        return Hex.bytes(hex);
    }

    @Override
    public int compareTo(Address other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
