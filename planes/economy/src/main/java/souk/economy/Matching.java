package souk.economy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import souk.core.market.Order;
import souk.economy.Explanation.ClauseFailure;

/// One walk along a shelf for one order.
final class Matching {
    private final Order order;
    private final Constraints constraints;
    private final Instant now;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<Clause, Integer> failures = new EnumMap<>(Clause.class);
    private int examined;
    private int fewestFailed = Integer.MAX_VALUE;
    private String nearestMiss = "";

    Matching(Order order, Constraints constraints, Instant now) {
        this.order = order;
        this.constraints = constraints;
        this.now = now;
    }

    /// @param wanted stops when so many were found
    /// @param limit looks at no more offers than this
    MatchResult walk(Iterator<Shelf.Item> items, int wanted, int limit) {
        while (items.hasNext() && candidates.size() < wanted && examined < limit) {
            consider(items.next());
        }
        var explanation = new Explanation(examined, sortedFailures(), nearestMiss);
        return candidates.isEmpty()
                ? new MatchResult.NoOffer(explanation)
                : new MatchResult.Matched(candidates, explanation);
    }

    private void consider(Shelf.Item item) {
        examined++;
        var failed = Clause.failed(item.listing(), order, constraints, now);
        if (failed.isEmpty()) {
            var prices = item.listing().offer().message().unitPrices();
            candidates.add(new Candidate(
                    item.listing(), item.hash(), Pricing.total(prices, order.quantity(), order.duration())));
            return;
        }
        failed.forEach(clause -> failures.merge(clause, 1, Integer::sum));
        if (failed.size() < fewestFailed) {
            fewestFailed = failed.size();
            nearestMiss = sentence(item.listing(), failed);
        }
    }

    private List<ClauseFailure> sortedFailures() {
        return failures.entrySet().stream()
                .map(entry -> new ClauseFailure(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt(ClauseFailure::offers)
                        .reversed()
                        .thenComparing(ClauseFailure::clause))
                .toList();
    }

    private String sentence(OfferListing listing, Set<Clause> failed) {
        return listing.provider() + " in " + listing.profile().region() + " fails: "
                + failed.stream().map(clause -> detail(clause, listing)).collect(Collectors.joining("; "));
    }

    private String detail(Clause clause, OfferListing listing) {
        var offer = listing.offer().message();
        return switch (clause) {
            case VALIDITY -> "its offer is valid from " + offer.validFrom() + " to " + offer.validUntil();
            case PRICE_CEILING ->
                "asks unit prices " + offer.unitPrices().values() + ", the ceilings are "
                        + order.priceCeilings().values();
            case MAX_PRICE ->
                "costs " + Pricing.total(offer.unitPrices(), order.quantity(), order.duration()) + ", at most "
                        + constraints.maxPrice() + " is allowed";
            case CAPACITY -> "has " + offer.capacity() + ", " + order.quantity() + " is ordered";
            case DURATION ->
                "rents for " + offer.minDuration() + " to " + offer.maxDuration() + ", " + order.duration()
                        + " is ordered";
            case SLO -> "does not promise the service levels " + order.slo();
            case REGION -> "is outside " + constraints.regions();
            case EXCLUDED -> "is excluded by the order";
            case RUNTIME -> "runs " + listing.profile().runtimes() + ", needed are " + constraints.runtimes();
        };
    }
}
