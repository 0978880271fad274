package souk.gateway.pay;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Splits an amount so that nothing is lost or made: by largest remainder. Everybody gets the rounded-down
/// share, and the units that are left go one each to those that were rounded down the most, the earlier one
/// first.
final class Shares {
    private Shares() {}

    /// @param amount not negative
    /// @param weights not negative, at least one above zero
    static List<BigInteger> split(BigInteger amount, List<Long> weights) {
        var total = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        var shares = new ArrayList<BigInteger>();
        var remainders = new ArrayList<BigInteger>();
        var left = amount;
        for (long weight : weights) {
            var parts = amount.multiply(BigInteger.valueOf(weight)).divideAndRemainder(total);
            shares.add(parts[0]);
            remainders.add(parts[1]);
            left = left.subtract(parts[0]);
        }
        IntStream.range(0, weights.size())
                .boxed()
                .sorted(Comparator.comparing((Integer index) -> remainders.get(index))
                        .reversed())
                .limit(left.intValueExact())
                .forEach(index -> shares.set(index, shares.get(index).add(BigInteger.ONE)));
        return shares;
    }
}
