package souk.economy;

import java.math.BigInteger;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Uint;

/// How a base price follows utilisation: the rules of the ledger's price index, to know its answer
/// beforehand.
///
/// @param target utilisation at which the price stays, in parts per million
/// @param min the price falls no lower
/// @param max nor rises higher
public record PriceTerms(int target, BigInteger min, BigInteger max) {
    /// All of the capacity, in parts per million.
    public static final int FULL = 1_000_000;
    /// A price moves by at most one part in this many an epoch.
    public static final int STEP = 8;
    /// Of which an order's largest deviation counts.
    public static final int BASIS_POINTS = 10_000;

    private static final BigInteger PARTS = BigInteger.valueOf(STEP);

    public PriceTerms {
        Uint.check(max, 128, "the highest price");
        if (target < 1 || target >= FULL || min.signum() < 1 || min.compareTo(max) > 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a target between nothing and all, and 0 < min <= max");
        }
    }

    /// The price after one epoch: moves by price × (utilisation − target) / target / 8, rounded toward the
    /// old price, at most an eighth, within the bounds.
    ///
    /// @param utilisation in parts per million
    public BigInteger next(BigInteger price, int utilisation) {
        if (utilisation < 0 || utilisation > FULL) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "utilisation must be from 0 to " + FULL);
        }
        var step = price.multiply(BigInteger.valueOf(Math.abs(utilisation - target)))
                .divide(BigInteger.valueOf(target).multiply(PARTS))
                .min(price.divide(PARTS));
        return utilisation >= target
                ? price.add(step).min(max)
                : price.subtract(step).max(min);
    }

    /// The highest unit price that an order bound to `index` takes, rounded down.
    ///
    /// @param maxDeviation hundredths of a percent
    public static BigInteger limit(BigInteger index, int maxDeviation) {
        return index.multiply(BigInteger.valueOf(BASIS_POINTS + (long) maxDeviation))
                .divide(BigInteger.valueOf(BASIS_POINTS));
    }
}
