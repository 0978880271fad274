package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import souk.core.market.Order;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.economy.Explanation.PriceMiss;

/// What matching means, offer by offer and without columns: the reference for those that do it fast.
record NaiveBook(List<OfferListing> listings, ConstraintLanguage language, Instant now) {

    /// @param clauses by name, true, false or unknown
    private record Verdict(OfferListing listing, Map<String, Truth> cheap, Map<String, Truth> costly) {
        boolean isOnlyDear() {
            return cheap.entrySet().stream()
                    .allMatch(it -> it.getValue() == Truth.TRUE || it.getKey().endsWith("_PRICE") || isCeiling(it));
        }

        private static boolean isCeiling(Map.Entry<String, Truth> entry) {
            return entry.getKey().equals("PRICE_CEILING");
        }

        Stream<Map.Entry<String, Truth>> failures() {
            return Stream.concat(cheap.entrySet().stream(), isOnlyDear() ? costly.entrySet().stream() : Stream.empty())
                    .filter(it -> it.getValue() != Truth.TRUE);
        }

        BigInteger firstPrice() {
            return listing.offer().message().unitPrices().values().getFirst();
        }
    }

    /// All that serve, cheapest first.
    List<Digest> serving(Order order, Constraints constraints) {
        return verdicts(order, constraints)
                .filter(it -> it.failures().findAny().isEmpty())
                .map(it -> it.listing().offerHash())
                .toList();
    }

    /// How many fail each clause, and how many of them since nobody knows.
    Map<String, List<Integer>> failures(Order order, Constraints constraints) {
        var counts = new LinkedHashMap<String, List<Integer>>();
        verdicts(order, constraints)
                .flatMap(Verdict::failures)
                .forEach(it -> counts.merge(
                        it.getKey(),
                        List.of(1, it.getValue() == Truth.UNKNOWN ? 1 : 0),
                        (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1))));
        return counts;
    }

    /// The provider of the nearest miss.
    Optional<Address> nearest(Order order, Constraints constraints) {
        return verdicts(order, constraints)
                .filter(it -> it.failures().findAny().isPresent())
                .min(Comparator.comparingLong(it -> it.failures().count()))
                .map(it -> it.listing().provider());
    }

    Optional<PriceMiss> priceMiss(Order order, Constraints constraints) {
        var dear = verdicts(order, constraints)
                .filter(it -> it.failures().findAny().isPresent())
                .filter(it -> it.isOnlyDear() && it.costly().values().stream().allMatch(truth -> truth == Truth.TRUE))
                .map(Verdict::listing)
                .toList();
        if (affordable(dear, order, constraints, 1_000) == 0) {
            return Optional.empty();
        }
        return IntStream.rangeClosed(1, 1_000)
                .filter(percent -> affordable(dear, order, constraints, percent) > 0)
                .mapToObj(percent -> new PriceMiss(
                        percent,
                        affordable(dear, order, constraints, percent),
                        affordable(dear, order, constraints, 10),
                        affordable(dear, order, constraints, 25),
                        affordable(dear, order, constraints, 50)))
                .findFirst();
    }

    private Stream<Verdict> verdicts(Order order, Constraints constraints) {
        return listings.stream()
                .map(it -> verdict(it, order, constraints))
                .sorted(Comparator.comparing(Verdict::firstPrice)
                        .thenComparing(it -> it.listing().offerHash()));
    }

    private Verdict verdict(OfferListing listing, Order order, Constraints constraints) {
        var offer = listing.offer().message();
        var cheap = new LinkedHashMap<String, Truth>();
        var costly = new LinkedHashMap<String, Truth>();
        cheap.put("VALIDITY", Truth.of(!now.isBefore(offer.validFrom()) && now.isBefore(offer.validUntil())));
        cheap.put("PRICE_CEILING", Truth.of(offer.unitPrices().within(order.priceCeilings())));
        cheap.put(
                "MAX_PRICE",
                Truth.of(Pricing.total(offer.unitPrices(), order.quantity(), order.duration())
                                .compareTo(constraints.maxPrice())
                        <= 0));
        cheap.put("CAPACITY", Truth.of(offer.capacity().compareTo(order.quantity()) >= 0));
        cheap.put(
                "DURATION",
                Truth.of(order.duration().compareTo(offer.minDuration()) >= 0
                        && order.duration().compareTo(offer.maxDuration()) <= 0));
        cheap.put(
                "SLO",
                Truth.of(order.slo().equals(Digest.ZERO)
                        || offer.slo().equals(Digest.ZERO)
                        || order.slo().equals(offer.slo())));
        var regions = constraints.regions().stream().map(Region::code).toList();
        if (!regions.isEmpty()) {
            cheap.put(
                    "region in [\"" + String.join("\", \"", regions) + "\"]",
                    Truth.of(regions.contains(listing.profile().region().code())));
        }
        if (!constraints.excluded().isEmpty()) {
            var hexes = constraints.excluded().stream().map(Address::hex).toList();
            cheap.put(
                    "!(provider in [\"" + String.join("\", \"", hexes) + "\"])",
                    Truth.of(!constraints.excluded().contains(listing.provider())));
        }
        if (!constraints.where().isEmpty()) {
            for (var demand : language.demands(constraints.where())) {
                (demand.condition().isCostly() ? costly : cheap)
                        .put(demand.text(), truth(demand.condition(), new OfferValues(listing)));
            }
        }
        var accepts = listing.profile().claims().accepts();
        costly.put(
                "ACCEPTS",
                accepts.isEmpty()
                        ? Truth.TRUE
                        : language.terms(accepts).test(new OrderTerms(order, constraints)::value));
        return new Verdict(listing, cheap, costly);
    }

    static Truth truth(Condition condition, OfferValues values) {
        return switch (condition) {
            case Condition.All(var parts) -> {
                var truths = parts.stream().map(it -> truth(it, values)).toList();
                yield truths.contains(Truth.FALSE)
                        ? Truth.FALSE
                        : truths.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : Truth.TRUE;
            }
            case Condition.Any(var parts) -> {
                var truths = parts.stream().map(it -> truth(it, values)).toList();
                yield truths.contains(Truth.TRUE)
                        ? Truth.TRUE
                        : truths.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : Truth.FALSE;
            }
            case Condition.Not(var part) ->
                switch (truth(part, values)) {
                    case TRUE -> Truth.FALSE;
                    case FALSE -> Truth.TRUE;
                    case UNKNOWN -> Truth.UNKNOWN;
                };
            case Condition.Between(var attribute, var from, var to) ->
                number(attribute, values)
                        .map(it -> Truth.of(it.compareTo(from) >= 0 && it.compareTo(to) <= 0))
                        .orElse(Truth.UNKNOWN);
            case Condition.OneOf(var attribute, var wanted) -> {
                var texts = values.texts(attribute);
                boolean unknown = texts.isEmpty() && attribute.kind() == Attribute.Kind.TEXT;
                yield unknown ? Truth.UNKNOWN : Truth.of(texts.stream().anyMatch(wanted::contains));
            }
            case Condition.Known(var attribute) ->
                Truth.of(values.value(attribute).isPresent());
            case Condition.Computed computed ->
                computed.program().test(name -> Attribute.find(name).flatMap(values::value));
        };
    }

    private static Optional<BigInteger> number(Attribute attribute, OfferValues values) {
        return attribute.kind() == Attribute.Kind.WIDE
                ? values.wide(attribute)
                : values.value(attribute).map(it -> BigInteger.valueOf((Long) it));
    }

    private static int affordable(List<OfferListing> dear, Order order, Constraints constraints, int percent) {
        var ceilings = new ArrayList<BigInteger>();
        order.priceCeilings().values().forEach(it -> ceilings.add(Inquiry.raised(it, percent)));
        return (int) dear.stream()
                .map(it -> it.offer().message().unitPrices())
                .filter(it -> it.within(new souk.core.value.UnitPrices(ceilings)))
                .filter(it -> Pricing.total(it, order.quantity(), order.duration())
                                .compareTo(Inquiry.raised(constraints.maxPrice(), percent))
                        <= 0)
                .count();
    }
}
