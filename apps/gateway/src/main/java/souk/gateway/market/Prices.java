package souk.gateway.market;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import souk.core.value.UnitPrices;

/// Unit prices as people read them.
public final class Prices {
    /// sUSD has six decimals, prices another 18.
    private static final int DECIMALS = 24;

    private static final BigInteger TIB_MONTH = BigInteger.ONE.shiftLeft(40).multiply(BigInteger.valueOf(30L * 86_400));
    private static final BigInteger CORE_HOUR = BigInteger.valueOf(3_600_000);
    private static final MathContext SHOWN = new MathContext(4, RoundingMode.HALF_UP);

    private Prices() {}

    public static String storage(UnitPrices prices) {
        return text(prices, TIB_MONTH) + " sUSD/TiB-month";
    }

    public static String compute(UnitPrices prices) {
        return text(prices, CORE_HOUR) + " sUSD/core-hour";
    }

    private static String text(UnitPrices prices, BigInteger units) {
        return new BigDecimal(prices.values().getFirst().multiply(units), DECIMALS)
                .round(SHOWN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
