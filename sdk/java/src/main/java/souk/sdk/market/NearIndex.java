package souk.sdk.market;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.economy.OfferListing;
import souk.economy.PriceKey;
import souk.economy.PriceTerms;

/// Which offers an order with a largest deviation can take. The ledger checks it again when the lease opens;
/// to ask beforehand keeps one dear provider from voiding the openings of the others, and says why.
final class NearIndex {
    private final Function<Digest, Optional<BigInteger>> index;
    private final int maxDeviation;
    private final Map<Digest, Optional<BigInteger>> known = new HashMap<>();

    /// @param index the base price of a name, where one is listed
    /// @param maxDeviation hundredths of a percent
    NearIndex(Function<Digest, Optional<BigInteger>> index, int maxDeviation) {
        this.index = index;
        this.maxDeviation = maxDeviation;
    }

    static Digest key(OfferListing listing) {
        var offer = listing.offer().message();
        return new PriceKey(
                        offer.resourceClass(), offer.asset(), listing.profile().region())
                .digest();
    }

    /// Those near enough, in the same order.
    ///
    /// @throws SoukException `PRICE_TOO_HIGH` with the nearest miss when they are fewer than `least`
    List<OfferListing> of(List<OfferListing> candidates, int least) {
        var near = new ArrayList<OfferListing>();
        Optional<BigDecimal> nearestMiss = Optional.empty();
        for (var listing : candidates) {
            var base = known.computeIfAbsent(key(listing), index);
            if (base.isPresent() && price(listing).compareTo(PriceTerms.limit(base.get(), maxDeviation)) <= 0) {
                near.add(listing);
            } else if (base.isPresent()) {
                var miss = percentAbove(price(listing), base.get());
                nearestMiss = Optional.of(nearestMiss.map(miss::min).orElse(miss));
            }
        }
        if (near.size() < least) {
            throw refusal(candidates.size(), near.size(), least, nearestMiss);
        }
        return List.copyOf(near);
    }

    private SoukException refusal(int fit, int near, int least, Optional<BigDecimal> nearestMiss) {
        var why = nearestMiss
                .map(it -> "the nearest of the others is " + it.toPlainString() + " % above the base price")
                .orElse("no base price is listed for the regions of the others");
        return new SoukException(
                ErrorCode.PRICE_TOO_HIGH,
                "%d of %d providers that fit are at most %s %% above the base price and %d are needed; %s"
                        .formatted(
                                near, fit, BigDecimal.valueOf(maxDeviation, 2).toPlainString(), least, why));
    }

    private static BigInteger price(OfferListing listing) {
        return listing.offer().message().unitPrices().values().getFirst();
    }

    /// Rounded up, so that a miss never reads like a hit.
    private static BigDecimal percentAbove(BigInteger price, BigInteger index) {
        return new BigDecimal(price.subtract(index).multiply(BigInteger.valueOf(100)))
                .divide(new BigDecimal(index), 2, RoundingMode.CEILING);
    }
}
