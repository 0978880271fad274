package souk.node.provider;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;
import souk.core.market.ResourceClass;
import souk.core.value.UnitPrices;
import souk.node.market.BaseTariff;

/// What a provider of a local market asks: its percentage of the tariff that the market started from, or,
/// with an indexed tariff, of the base price that is in force.
///
/// @param percent of what it follows
/// @param indexed whether its first unit price follows the base price; the others stay
record Tariff(int percent, boolean indexed) {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final int SPREAD = 21;
    private static final int LOWEST = 90;

    /// The tariff of the i-th provider: they differ by up to 10 %.
    static Tariff of(int index) {
        return new Tariff(LOWEST + index * 7 % SPREAD, false);
    }

    /// @param index the base price, where one is listed
    UnitPrices prices(ResourceClass resourceClass, Optional<BigInteger> index) {
        var base = new ArrayList<>(BaseTariff.prices(resourceClass));
        if (indexed) {
            index.ifPresent(it -> base.set(0, it));
        }
        return new UnitPrices(base.stream()
                .map(it -> it.multiply(BigInteger.valueOf(percent)).divide(HUNDRED))
                .toList());
    }
}
