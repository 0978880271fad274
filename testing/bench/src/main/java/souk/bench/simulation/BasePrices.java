package souk.bench.simulation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.core.market.ResourceClass;
import souk.core.value.Region;
import souk.economy.PriceTerms;
import souk.economy.Utilisation;

/// The base price of each region.
final class BasePrices {
    private static final int TARGET = 600_000;
    private static final int PARTS = 1_000_000;

    private final PriceTerms terms = new PriceTerms(
            TARGET, Market.FIRST_PRICE.divide(BigInteger.TEN), Market.FIRST_PRICE.multiply(BigInteger.TEN));
    private final Map<Region, BigInteger> prices = new HashMap<>();
    private final List<Integer> steps = new ArrayList<>();
    private final List<Integer> levels = new ArrayList<>();

    BigInteger of(Region region) {
        return prices.getOrDefault(region, Market.FIRST_PRICE);
    }

    void settle(Region region, Collection<Provider> providers) {
        var before = of(region);
        var after = next(before, region, providers);
        prices.put(region, after);
        steps.add(parts(after.subtract(before).abs(), before));
        levels.add(parts(after, Market.FIRST_PRICE));
    }

    private BigInteger next(BigInteger price, Region region, Collection<Provider> providers) {
        var up = providers.stream().filter(it -> !it.isDown()).toList();
        var offered = up.stream().map(it -> it.cpuMillis).reduce(BigInteger.ZERO, BigInteger::add);
        var reserved = up.stream().map(Provider::reserved).reduce(BigInteger.ZERO, BigInteger::add);
        var sums = new Utilisation(ResourceClass.COMPUTE, region, up.size(), offered, reserved);
        return sums.partsPerMillion().stream()
                .mapToObj(it -> terms.next(price, it))
                .findFirst()
                .orElse(price);
    }

    private static int parts(BigInteger value, BigInteger of) {
        return value.multiply(BigInteger.valueOf(PARTS)).divide(of).intValueExact();
    }

    /// Millionths a price moved in an epoch, all regions and epochs.
    List<Integer> steps() {
        return steps;
    }

    /// Millionths of the first price, all regions and epochs.
    List<Integer> levels() {
        return levels;
    }
}
