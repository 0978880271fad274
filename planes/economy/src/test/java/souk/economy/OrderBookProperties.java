package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.economy.Samples.offer;
import static souk.economy.Samples.order;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class OrderBookProperties {
    /// The walk along the sorted shelf finds what a sort of all suitable offers for this order finds.
    @Property(tries = 60)
    void findsTheCheapestSuitableOffers(
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 2_000_000) Long> prices,
            @ForAll @IntRange(min = 1, max = 5) int wanted,
            @ForAll @LongRange(min = 1, max = 1L << 41) long quantity) {
        var book = new OrderBook(
                new InMemoryOfferStore(), _ -> Optional.empty(), Samples.signatures(), new FakeClock(), 100);
        for (int i = 0; i < prices.size(); i++) {
            book.publish(offer(11 + i).price(prices.get(i)).listing());
        }
        var order = order(Constraints.NONE, quantity, 1).order().message();

        var found = switch (book.screen(order, Constraints.NONE, wanted)) {
            case MatchResult.Matched(List<Candidate> candidates, Explanation _) -> candidates;
            case MatchResult.NoOffer _, MatchResult.Rejected _ -> List.<Candidate>of();
        };

        var expected = book.page("", 500).listings().stream()
                .filter(listing -> Clause.failed(listing, order, Constraints.NONE, Samples.NOW)
                        .isEmpty())
                .map(listing ->
                        Pricing.total(listing.offer().message().unitPrices(), order.quantity(), order.duration()))
                .sorted(Comparator.naturalOrder())
                .limit(wanted)
                .toList();
        assertThat(found).extracting(Candidate::price).isEqualTo(expected);
        assertThat(found.stream().map(c -> c.listing().provider()).distinct()).hasSameSizeAs(found);
    }
}
