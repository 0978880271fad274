package souk.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.bench.MatchingRequests.Kind;
import souk.cel.CelLanguage;
import souk.economy.InMemoryOfferStore;
import souk.economy.OrderBook;

final class MatchingMarketTest {
    private static final int OFFERS = 2_000;

    @Test
    void everyKindOfOrderIsAnsweredAsItsNameSays() throws IOException {
        var market = new MatchingMarket(1);
        var store = new InMemoryOfferStore();
        IntStream.range(0, OFFERS).mapToObj(market::offer).forEach(store::put);
        var book = new OrderBook(
                store,
                _ -> Optional.empty(),
                (_, _, _) -> true,
                new CelLanguage(),
                () -> MatchingMarket.NOW,
                OrderBook.MAX_OFFERS);

        assertThat(Arrays.stream(Kind.values()).filter(kind -> found(kind, market, book) > 0))
                .contains(Kind.BROAD, Kind.SELECTIVE)
                .doesNotContain(Kind.REFUSED);
    }

    private static long found(Kind kind, MatchingMarket market, OrderBook book) {
        return MatchingRequests.of(kind, market).stream()
                .mapToLong(it -> book.find(it.order(), it.constraints(), 1).size())
                .sum();
    }
}
