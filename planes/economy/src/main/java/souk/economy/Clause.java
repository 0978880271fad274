package souk.economy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import souk.core.market.Order;
import souk.core.value.Digest;

/// The conditions under which an offer serves an order of the same resource class and asset. Relay and provider
/// apply
/// the same ones.
public enum Clause {
    /// The offer is not valid yet, or no longer.
    VALIDITY,
    /// A unit price is above the order's ceiling.
    PRICE_CEILING,
    /// The whole order would cost more than the constraints allow.
    MAX_PRICE,
    /// More is ordered than the offer has.
    CAPACITY,
    /// The order's duration is outside the offer's bounds.
    DURATION,
    /// The order demands service levels that the offer does not name.
    SLO,
    /// The provider is in none of the wanted regions.
    REGION,
    /// The consumer excluded the provider.
    EXCLUDED,
    /// The provider lacks a runtime.
    RUNTIME;

    /// The conditions that fail, none if the offer serves the order.
    static Set<Clause> failed(OfferListing listing, Order order, Constraints constraints, Instant now) {
        var offer = listing.offer().message();
        var failed = EnumSet.noneOf(Clause.class);
        addIf(failed, VALIDITY, now.isBefore(offer.validFrom()) || !now.isBefore(offer.validUntil()));
        addIf(failed, PRICE_CEILING, !offer.unitPrices().within(order.priceCeilings()));
        addIf(failed, MAX_PRICE, isTooExpensive(listing, order, constraints));
        addIf(failed, CAPACITY, offer.capacity().compareTo(order.quantity()) < 0);
        addIf(
                failed,
                DURATION,
                order.duration().compareTo(offer.minDuration()) < 0
                        || order.duration().compareTo(offer.maxDuration()) > 0);
        addIf(failed, SLO, !order.slo().equals(Digest.ZERO) && !order.slo().equals(offer.slo()));
        addIf(
                failed,
                REGION,
                !constraints.regions().isEmpty()
                        && !constraints.regions().contains(listing.profile().region()));
        addIf(failed, EXCLUDED, constraints.excluded().contains(offer.provider()));
        addIf(failed, RUNTIME, !listing.profile().runtimes().containsAll(constraints.runtimes()));
        return failed;
    }

    private static boolean isTooExpensive(OfferListing listing, Order order, Constraints constraints) {
        return !constraints.maxPrice().equals(Constraints.ANY_PRICE)
                && Pricing.total(listing.offer().message().unitPrices(), order.quantity(), order.duration())
                                .compareTo(constraints.maxPrice())
                        > 0;
    }

    private static void addIf(Set<Clause> failed, Clause clause, boolean condition) {
        if (condition) {
            failed.add(clause);
        }
    }
}
