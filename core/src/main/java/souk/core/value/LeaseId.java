package souk.core.value;

/// Names a lease: the EIP-712 digest of the quote that opened it.
///
/// @param hex `0x` and 64 hexadecimal digits; kept in lower case
public record LeaseId(String hex) implements Comparable<LeaseId> {
    public static final int BYTES = 32;

    public LeaseId {
        hex = Hex.check(hex, BYTES, "a lease id");
    }

    public static LeaseId of(byte[] bytes) {
        return new LeaseId(Hex.of(bytes));
    }

    /// A fresh array of 32 bytes.
    public byte[] bytes() {
        return Hex.bytes(hex);
    }

    @Override
    public int compareTo(LeaseId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
