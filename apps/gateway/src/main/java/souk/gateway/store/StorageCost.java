package souk.gateway.store;

import java.math.BigInteger;
import java.time.Duration;

/// What it costs to keep bytes, at the prices of the leases they are under now. Smallest units of the
/// asset, rounded up.
///
/// @param shardBytes at providers, coding and padding included
/// @param month what 30 days cost
/// @param ingress what sending them there costs by the prices, which this gateway's vouchers do not pay yet
public record StorageCost(long shardBytes, BigInteger month, BigInteger ingress) {
    /// The month of all estimates.
    public static final Duration MONTH = Duration.ofDays(30);

    /// Of bytes that no provider has.
    public static final StorageCost NONE = new StorageCost(0, BigInteger.ZERO, BigInteger.ZERO);

    /// Of both.
    public StorageCost and(StorageCost other) {
        return new StorageCost(
                Math.addExact(shardBytes, other.shardBytes), month.add(other.month), ingress.add(other.ingress));
    }

    /// Of so many bytes, when this is of those; each number rounded up.
    public StorageCost scaled(long bytes, long ofBytes) {
        return bytes == ofBytes
                ? this
                : new StorageCost(
                        up(BigInteger.valueOf(shardBytes), bytes, ofBytes).longValueExact(),
                        up(month, bytes, ofBytes),
                        up(ingress, bytes, ofBytes));
    }

    private static BigInteger up(BigInteger amount, long by, long over) {
        return ceil(amount.multiply(BigInteger.valueOf(by)), BigInteger.valueOf(over));
    }

    /// A division rounded up.
    public static BigInteger ceil(BigInteger dividend, BigInteger divisor) {
        return dividend.add(divisor).subtract(BigInteger.ONE).divide(divisor);
    }
}
