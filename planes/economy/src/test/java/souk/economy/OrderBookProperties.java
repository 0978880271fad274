package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.core.market.Order;

class OrderBookProperties {
    /// Columns find and count what a look at each offer finds and counts, after offers came, changed and went, and
    /// after a restart.
    @Property(tries = 12)
    void matchesAndExplainsAsTheReferenceDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 900) int providers) {
        var market = new RandomMarket(seed);
        var store = new InMemoryOfferStore();
        var book = book(store, market);
        for (int i = 0; i < providers; i++) {
            publish(book, market.listing(11 + i, 1));
        }
        for (int i = 0; i < providers / 3; i++) {
            int provider = 11 + market.below(providers);
            if (market.below(3) == 0) {
                publish(book, market.listing(provider, 2 + i));
            } else {
                book.raiseFloor(Samples.address(provider), 2 + i);
            }
        }
        var reference = new NaiveBook(store.all(), market.language, Samples.NOW);

        for (var each : List.of(book, book(store, market))) {
            for (int i = 0; i < 4; i++) {
                var constraints = market.constraints(providers);
                check(each, reference, market.order(constraints), constraints, 1 + market.below(20));
            }
        }
    }

    private static void check(OrderBook book, NaiveBook reference, Order order, Constraints constraints, int wanted) {
        var serving = reference.serving(order, constraints);
        switch (book.screen(order, constraints, wanted)) {
            case MatchResult.Matched(var candidates, var others) -> {
                assertThat(candidates)
                        .extracting(Candidate::offerHash)
                        .isEqualTo(serving.stream().limit(wanted).toList());
                assertThat(candidates)
                        .allSatisfy(it -> assertThat(it.price())
                                .isEqualTo(Pricing.total(
                                        it.listing().offer().message().unitPrices(),
                                        order.quantity(),
                                        order.duration())));
                assertThat(others.isPresent()).isEqualTo(serving.size() < wanted);
                others.ifPresent(why -> checkWhy(why, reference, order, constraints));
            }
            case MatchResult.NoOffer(var why) -> {
                assertThat(serving).isEmpty();
                checkWhy(why, reference, order, constraints);
            }
            case MatchResult.Rejected(var code, var reason) ->
                assertThat(reason).isEqualTo(code.name());
        }
    }

    private static void checkWhy(Explanation why, NaiveBook reference, Order order, Constraints constraints) {
        Map<String, List<Integer>> failures = new LinkedHashMap<>();
        why.failures().forEach(it -> failures.put(it.clause().text(), List.of(it.offers(), it.unknown())));
        assertThat(failures).isEqualTo(reference.failures(order, constraints));
        assertThat(why.offers()).isEqualTo(reference.listings().size());
        assertThat(why.failures()).extracting(it -> -it.offers()).isSorted();
        assertThat(why.priceMiss()).isEqualTo(reference.priceMiss(order, constraints));
        assertThat(why.nearestMiss())
                .startsWith(reference
                        .nearest(order, constraints)
                        .map(Object::toString)
                        .orElse(""));
        assertThat(why.unasked()).isZero();
    }

    private static OrderBook book(OfferStore store, RandomMarket market) {
        return new OrderBook(
                store, _ -> Optional.empty(), Samples.signatures(), market.language, new FakeClock(), 10_000);
    }

    /// An offer that is over is refused, which is fine here.
    private static void publish(OrderBook book, OfferListing listing) {
        if (listing.offer().message().validUntil().isAfter(Samples.NOW)) {
            book.publish(listing);
        }
    }
}
