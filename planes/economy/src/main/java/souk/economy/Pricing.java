package souk.economy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.core.market.Order;
import souk.core.value.UnitPrices;

/// What a reservation costs.
public final class Pricing {
    private Pricing() {}

    /// The reading of the first meter when all of `quantity` is used for all of `duration`: byte-seconds of
    /// storage,
    /// or cpu-milliseconds of compute (a thousandth of a core for a second is a cpu-millisecond).
    public static BigInteger reservation(BigInteger quantity, Duration duration) {
        return quantity.multiply(BigInteger.valueOf(duration.toSeconds()));
    }

    /// What makes an order impossible to price, if anything.
    static Optional<String> flaw(Order order) {
        int meters = order.resourceClass().meters().size();
        if (order.priceCeilings().values().size() != meters) {
            return Optional.of("an order has one price ceiling a meter: " + meters);
        }
        if (order.quantity().signum() == 0) {
            return Optional.of("the quantity is zero");
        }
        return reservation(order.quantity(), order.duration()).bitLength() > 128
                ? Optional.of("quantity × duration exceeds 2^128 - 1")
                : Optional.empty();
    }

    /// The price of a reservation in smallest units of the asset, rounded down. Traffic, requests and the other
    /// meters
    /// depend on use and are not in it.
    ///
    /// @throws souk.core.error.SoukException `BAD_REQUEST` when quantity × seconds exceeds uint128
    public static BigInteger total(UnitPrices prices, BigInteger quantity, Duration duration) {
        return prices.charge(List.of(reservation(quantity, duration)));
    }
}
