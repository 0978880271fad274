package souk.core.value;

/// A recoverable secp256k1 signature, r ‖ s ‖ v with v 27 or 28 and low s.
///
/// @param hex `0x` and 130 hexadecimal digits; kept in lower case
public record Signature(String hex) implements Comparable<Signature> {
    public static final int BYTES = 65;

    public Signature {
        hex = Hex.check(hex, BYTES, "a signature");
    }

    public static Signature of(byte[] bytes) {
        return new Signature(Hex.of(bytes));
    }

    /// A fresh array of 65 bytes.
    public byte[] bytes() {
        return Hex.bytes(hex);
    }

    @Override
    public int compareTo(Signature other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
