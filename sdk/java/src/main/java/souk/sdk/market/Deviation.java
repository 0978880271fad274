package souk.sdk.market;

import java.math.BigDecimal;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// How far above the base price an order may be, as people write it.
public final class Deviation {
    /// What 16 bits hold.
    private static final int MOST = 65_535;

    private Deviation() {}

    /// `10%` or `2.5%`, in hundredths of a percent.
    ///
    /// @throws SoukException `BAD_REQUEST`
    public static int parse(String text) {
        if (text.matches("[0-9]{1,3}(\\.[0-9]{1,2})?%")) {
            int hundredths = new BigDecimal(text.substring(0, text.length() - 1))
                    .movePointRight(2)
                    .intValueExact();
            if (hundredths <= MOST) {
                return hundredths;
            }
        }
        throw new SoukException(
                ErrorCode.BAD_REQUEST, "a deviation is written like 10% or 2.5%, at most 655.35%, not " + text);
    }
}
