package souk.node.provider;

import java.math.BigInteger;
import java.util.List;
import souk.core.market.ResourceClass;
import souk.core.value.UnitPrices;

/// What the providers of a local market ask, in play money. A core-hour costs what it costs in the field, three
/// cents;
/// a GiB-month costs twenty dollars, far above the field, so that a minute's use of a small object shows on the
/// bill.
/// Providers differ by up to 10 %.
record Tariff(int percent) {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final int SPREAD = 21;
    private static final int LOWEST = 90;

    /// Millionths of a dollar for a GiB-month, over the byte-seconds in it, times 10^18.
    private static final BigInteger BYTE_SECOND =
            price(20_000_000, BigInteger.ONE.shiftLeft(30).multiply(BigInteger.valueOf(2_592_000)));

    private static final BigInteger INGRESS_BYTE = BigInteger.ZERO;
    private static final BigInteger EGRESS_BYTE = price(10_000, BigInteger.ONE.shiftLeft(30));
    private static final BigInteger REQUEST = price(4, BigInteger.TEN);
    private static final BigInteger CPU_MILLI_SECOND = price(30_000, BigInteger.valueOf(3_600_000));
    private static final BigInteger MEMORY_BYTE_SECOND =
            price(10_000, BigInteger.ONE.shiftLeft(30).multiply(BigInteger.valueOf(3_600)));

    /// The tariff of the i-th provider.
    static Tariff of(int index) {
        return new Tariff(LOWEST + index * 7 % SPREAD);
    }

    UnitPrices prices(ResourceClass resourceClass) {
        var base = switch (resourceClass) {
            case STORAGE -> List.of(BYTE_SECOND, INGRESS_BYTE, EGRESS_BYTE, REQUEST, BigInteger.ZERO);
            case COMPUTE ->
                List.of(CPU_MILLI_SECOND, MEMORY_BYTE_SECOND, BigInteger.ZERO, EGRESS_BYTE, BigInteger.ZERO);
        };
        return new UnitPrices(base.stream()
                .map(it -> it.multiply(BigInteger.valueOf(percent)).divide(HUNDRED))
                .toList());
    }

    private static BigInteger price(long millionths, BigInteger units) {
        return BigInteger.valueOf(millionths).multiply(UnitPrices.SCALE).divide(units);
    }
}
