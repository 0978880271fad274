package souk.node.market;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import souk.core.market.ResourceClass;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.ledger.BasePrice;

/// What a local market's prices start from, in play money. A core-hour costs what it costs in the field,
/// three cents; a GiB-month costs twenty dollars, far above the field, so that a minute's use of a small
/// object shows on the bill.
public final class BaseTariff {
    /// Utilisation at which a base price stays: enough is free for whoever comes next, and little stands
    /// idle.
    private static final int TARGET = 700_000;
    /// In percent of where a base price starts it falls to what the cheapest provider asks and no lower: below
    /// what anybody asks it would refuse every order bound to it.
    private static final BigInteger LOWEST = BigInteger.valueOf(90);

    private static final BigInteger HIGHEST = BigInteger.valueOf(800);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    /// Millionths of a dollar for a GiB-month, over the byte-seconds in it, times 10^18.
    private static final BigInteger BYTE_SECOND =
            price(20_000_000, BigInteger.ONE.shiftLeft(30).multiply(BigInteger.valueOf(2_592_000)));

    private static final BigInteger INGRESS_BYTE = BigInteger.ZERO;
    private static final BigInteger EGRESS_BYTE = price(10_000, BigInteger.ONE.shiftLeft(30));
    private static final BigInteger REQUEST = price(4, BigInteger.TEN);
    private static final BigInteger CPU_MILLI_SECOND = price(30_000, BigInteger.valueOf(3_600_000));
    private static final BigInteger MEMORY_BYTE_SECOND =
            price(10_000, BigInteger.ONE.shiftLeft(30).multiply(BigInteger.valueOf(3_600)));

    private BaseTariff() {}

    /// Unit prices in the meter order of the class.
    public static List<BigInteger> prices(ResourceClass resourceClass) {
        return switch (resourceClass) {
            case STORAGE -> List.of(BYTE_SECOND, INGRESS_BYTE, EGRESS_BYTE, REQUEST, BigInteger.ZERO);
            case COMPUTE ->
                List.of(CPU_MILLI_SECOND, MEMORY_BYTE_SECOND, BigInteger.ZERO, EGRESS_BYTE, BigInteger.ZERO);
        };
    }

    /// The base prices of both classes in these regions.
    static List<BasePrice> listed(Stream<Region> regions) {
        return regions.flatMap(region -> Arrays.stream(ResourceClass.values()).map(it -> listed(it, region)))
                .toList();
    }

    private static BasePrice listed(ResourceClass resourceClass, Region region) {
        var price = prices(resourceClass).getFirst();
        return new BasePrice(
                resourceClass,
                region,
                price,
                TARGET,
                price.multiply(LOWEST).divide(HUNDRED),
                price.multiply(HIGHEST).divide(HUNDRED));
    }

    private static BigInteger price(long millionths, BigInteger units) {
        return BigInteger.valueOf(millionths).multiply(UnitPrices.SCALE).divide(units);
    }
}
