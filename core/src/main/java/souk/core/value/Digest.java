package souk.core.value;

/// A 32-byte hash, or any other 32 bytes that name something.
///
/// @param hex `0x` and 64 hexadecimal digits; kept in lower case
public record Digest(String hex) implements Comparable<Digest> {
    public static final int BYTES = 32;

    public Digest {
        hex = Hex.check(hex, BYTES, "a digest");
    }

    /// Stands for "none" in signed messages.
    public static final Digest ZERO = new Digest("0x" + "0".repeat(64));

    public static Digest of(byte[] bytes) {
        return new Digest(Hex.of(bytes));
    }

    /// A fresh array of 32 bytes.
    public byte[] bytes() {
        return Hex.bytes(hex);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
