package souk.ledger;

import java.math.BigInteger;
import souk.core.market.ResourceClass;
import souk.core.value.Region;
import souk.core.value.Uint;

/// A base price as it is listed.
///
/// @param price smallest units of the asset × 10^18 for a unit of the class's first meter
/// @param target utilisation at which the price stays, in parts per million
/// @param min the price falls no lower
/// @param max nor rises higher
public record BasePrice(
        ResourceClass resourceClass, Region region, BigInteger price, int target, BigInteger min, BigInteger max) {
    public BasePrice {
        Uint.check(price, 128, "a base price");
        Uint.check(min, 128, "the lowest price");
        Uint.check(max, 128, "the highest price");
    }
}
