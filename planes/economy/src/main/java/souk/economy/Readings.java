package souk.economy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Sums of meter readings.
final class Readings {
    private Readings() {}

    /// Meter by meter; a missing trailing reading counts as zero.
    static List<BigInteger> sum(List<BigInteger> left, List<BigInteger> right) {
        var result = new ArrayList<BigInteger>();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            result.add(at(left, i).add(at(right, i)));
        }
        return List.copyOf(result);
    }

    private static BigInteger at(List<BigInteger> values, int index) {
        return index < values.size() ? values.get(index) : BigInteger.ZERO;
    }
}
