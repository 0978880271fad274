package souk.core.value;

import java.math.BigInteger;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Prices in the meter order of a resource class: smallest units of the asset × 10^18 per metered unit
/// (byte-second, byte, request, cpu-milli-second …).
///
/// @param values each within uint128
public record UnitPrices(List<BigInteger> values) {
    /// Prices are fixed-point numbers with 18 decimals.
    public static final BigInteger SCALE = BigInteger.TEN.pow(18);

    /// No resource class has more meters.
    public static final int MAX_METERS = 8;

    public UnitPrices {
        values = List.copyOf(values);
        if (values.size() > MAX_METERS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "more than " + MAX_METERS + " prices");
        }
        values.forEach(value -> Uint.check(value, 128, "a unit price"));
    }

    public static UnitPrices of(long... values) {
        return new UnitPrices(
                java.util.Arrays.stream(values).mapToObj(BigInteger::valueOf).toList());
    }

    /// What the readings cost: the sum of price × reading, divided once and rounded down. The remainder stays with
    /// the payer.
    ///
    /// @param readings in the same meter order; missing trailing ones count as zero
    public BigInteger charge(List<BigInteger> readings) {
        if (readings.size() > values.size()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "more readings than prices");
        }
        var sum = BigInteger.ZERO;
        for (int i = 0; i < readings.size(); i++) {
            sum = sum.add(values.get(i).multiply(Uint.check(readings.get(i), 128, "a meter reading")));
        }
        return sum.divide(SCALE);
    }

    /// Whether no price is above its ceiling; a missing ceiling allows only zero.
    public boolean within(UnitPrices ceilings) {
        for (int i = 0; i < values.size(); i++) {
            var ceiling = i < ceilings.values.size() ? ceilings.values.get(i) : BigInteger.ZERO;
            if (values.get(i).compareTo(ceiling) > 0) {
                return false;
            }
        }
        return true;
    }
}
