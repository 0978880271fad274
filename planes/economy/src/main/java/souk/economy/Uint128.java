package souk.economy;

import java.math.BigInteger;

/// An unsigned integer of 128 bits as two longs, to compare fast.
record Uint128(long high, long low) implements Comparable<Uint128> {
    static final Uint128 ZERO = new Uint128(0, 0);

    /// @param value at least 0; what does not fit becomes the largest there is
    static Uint128 of(BigInteger value) {
        return value.bitLength() > 128
                ? new Uint128(-1, -1)
                : new Uint128(value.shiftRight(Long.SIZE).longValue(), value.longValue());
    }

    @Override
    public int compareTo(Uint128 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
    }
}
