package souk.gateway.market;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import souk.core.market.ResourceClass;
import souk.core.value.UnitPrices;

/// Unit prices as people read them.
public final class Prices {
    /// sUSD has six decimals, prices another 18.
    private static final int DECIMALS = 24;

    private static final BigInteger TIB_MONTH = BigInteger.ONE.shiftLeft(40).multiply(BigInteger.valueOf(30L * 86_400));
    private static final BigInteger GIB_MONTH = TIB_MONTH.shiftRight(10);
    private static final BigInteger CORE_HOUR = BigInteger.valueOf(3_600_000);
    private static final MathContext SHOWN = new MathContext(4, RoundingMode.HALF_UP);

    private Prices() {}

    public static String storage(UnitPrices prices) {
        return text(prices, TIB_MONTH) + " sUSD/TiB-month";
    }

    public static String compute(UnitPrices prices) {
        return text(prices, CORE_HOUR) + " sUSD/core-hour";
    }

    /// The first unit price of a class, for a GiB-month or a core-hour.
    public static String of(ResourceClass resourceClass, BigInteger unitPrice) {
        return switch (resourceClass) {
            case STORAGE -> text(unitPrice, GIB_MONTH) + " sUSD/GiB-month";
            case COMPUTE -> text(unitPrice, CORE_HOUR) + " sUSD/core-hour";
        };
    }

    /// How far `price` is above `base`, in percent with two decimals; below with a minus.
    public static String difference(BigInteger price, BigInteger base) {
        var percent = new BigDecimal(price.subtract(base).multiply(BigInteger.valueOf(100)))
                .divide(new BigDecimal(base), 2, RoundingMode.HALF_UP);
        return (percent.signum() > 0 ? "+" : "") + percent.toPlainString() + " %";
    }

    private static String text(UnitPrices prices, BigInteger units) {
        return text(prices.values().getFirst(), units);
    }

    private static String text(BigInteger unitPrice, BigInteger units) {
        return new BigDecimal(unitPrice.multiply(units), DECIMALS)
                .round(SHOWN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
