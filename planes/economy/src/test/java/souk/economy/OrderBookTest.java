package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.economy.Samples.CONSUMER;
import static souk.economy.Samples.NOW;
import static souk.economy.Samples.address;
import static souk.economy.Samples.big;
import static souk.economy.Samples.offer;
import static souk.economy.Samples.order;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Signed;
import souk.core.value.Region;

class OrderBookTest {
    private final FakeClock clock = new FakeClock();
    private final OfferStore store = new InMemoryOfferStore();
    private final OrderBook book = book(100);

    @Test
    void ranksOffersByTheExactPriceOfTheOrder() {
        book.publish(offer(11).capacity(1L << 52).price(3_000).listing());
        book.publish(offer(12).capacity(1L << 52).price(1_000).listing());
        book.publish(offer(13).capacity(1L << 52).price(2_000).listing());

        var matched = matched(book.match(order(Constraints.NONE, 1L << 50, 1), 2));

        assertThat(matched.candidates())
                .extracting(c -> c.listing().provider())
                .containsExactly(address(12), address(13));
        assertThat(matched.candidates().getFirst().price())
                .isEqualTo(big(1L << 50).multiply(big(3600 * 1000)).divide(Samples.SCALE));
    }

    @Test
    void breaksTiesByTheOfferHash() {
        for (int provider = 11; provider < 31; provider++) {
            book.publish(offer(provider).listing());
        }

        var matched = matched(book.match(order(Constraints.NONE, 1, 1), 20));

        assertThat(matched.candidates()).extracting(Candidate::offerHash).isSorted();
    }

    @Test
    void explainsWhyNothingMatches() {
        book.publish(offer(11).region("us-east").price(5).listing());
        book.publish(offer(12).region("us-east").capacity(10).listing());

        var result = book.match(order(regions("eu-west"), 100, 1), 1);

        assertThat(result).isInstanceOfSatisfying(MatchResult.NoOffer.class, none -> {
            assertThat(none.why().offers()).isEqualTo(2);
            assertThat(none.why().failures())
                    .containsExactly(
                            new Explanation.ClauseFailure(new Clause.Demanded("region in [\"eu-west\"]"), 2, 0),
                            new Explanation.ClauseFailure(Clause.Term.CAPACITY, 1, 0));
            assertThat(none.why().nearestMiss()).contains(address(11).hex()).contains("eu-west");
        });
    }

    @Test
    void appliesEveryConstraint() {
        book.publish(offer(11).listing());
        var max = new Constraints(List.of(), List.of(), big(0), List.of());
        var excluded = new Constraints(List.of(), List.of(address(11)), Constraints.ANY_PRICE, List.of());
        var runtime =
                new Constraints(List.of(), List.of(), Constraints.ANY_PRICE, List.of(new RuntimeName("container")));

        assertThat(failures(max, 1L << 60 >> 21)).containsExactly("MAX_PRICE");
        assertThat(failures(excluded, 1)).containsExactly("!(provider in [\"" + address(11) + "\"])");
        assertThat(failures(runtime, 1)).containsExactly("\"container\" in runtimes");
        assertThat(failures(Constraints.NONE, 1L << 41)).containsExactly("CAPACITY");
    }

    @Test
    void replacesAnOfferByOneWithANewerNonce() {
        book.publish(offer(11).nonce(1).listing());
        book.publish(offer(11).nonce(2).price(7).listing());

        assertThat(book.size()).isEqualTo(1);
        assertThat(store.all()).hasSize(1);
        assertCode(ErrorCode.CONFLICT, () -> book.publish(offer(11).nonce(1).listing()));
        assertCode(
                ErrorCode.CONFLICT,
                () -> book.publish(offer(11).nonce(2).price(8).listing()));
    }

    @Test
    void neverShowsNoneOrTwoWhileOneReplacesTheOther() throws InterruptedException {
        book.publish(offer(11).nonce(1).listing());
        var writer = Thread.ofVirtual().start(() -> {
            for (int nonce = 2; nonce < 300; nonce++) {
                book.publish(offer(11).nonce(nonce).price(nonce).listing());
            }
        });
        var order = order(Constraints.NONE, 1, 1).order().message();

        while (writer.isAlive()) {
            assertThat(book.find(order, Constraints.NONE, 2)).hasSize(1);
        }
        writer.join();
    }

    @Test
    void refusesConstraintsThatAreNoCel() {
        var unreadable = new Constraints(List.of(), List.of(), Constraints.ANY_PRICE, List.of(), "region ==");

        assertThat(book.match(order(unreadable, 1, 1), 1)).isInstanceOf(MatchResult.Rejected.class);
    }

    @Test
    void saysOfHowManyOffersAnOrderCouldNotPayToAsk() {
        var language = new FakeLanguage();
        var program = FakeLanguage.program(Program.MAX_COST, _ -> Truth.FALSE);
        language.demands.put(
                "dear",
                List.of(new Demand("dear", new Condition.Computed(List.of(Attribute.CPU, Attribute.MEMORY), program))));
        var large = new OrderBook(store, _ -> Optional.empty(), Samples.signatures(), language, clock, 1_000);
        for (int provider = 11; provider < 141; provider++) {
            large.publish(offer(provider).listing());
        }
        var dear = new Constraints(List.of(), List.of(), Constraints.ANY_PRICE, List.of(), "dear");

        assertThat(large.match(order(dear, 1, 1), 1)).isInstanceOfSatisfying(MatchResult.NoOffer.class, none -> {
            assertThat(none.why().failures())
                    .containsExactly(new Explanation.ClauseFailure(new Clause.Demanded("dear"), 100, 0));
            assertThat(none.why().unasked()).isEqualTo(30);
            assertThat(none.why().sentence()).contains("30 offers were too much to compute");
        });
    }

    @Test
    void takesTheSameOfferTwice() {
        book.publish(offer(11).listing());
        book.publish(offer(11).listing());

        assertThat(book.size()).isEqualTo(1);
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void refusesWhatIsNotSignedByItsProvider() {
        var good = offer(11).listing();
        var forged = new OfferListing(
                new Signed<>(good.offer().message(), Samples.sign(good.offer().message(), address(12))),
                good.profile(),
                good.endpoint(),
                good.nodeKey());

        assertCode(ErrorCode.BAD_SIGNATURE, () -> book.publish(forged));
        assertThat(book.size()).isZero();
    }

    @Test
    void refusesOffersThatAreOverOrTooFarAhead() {
        assertCode(
                ErrorCode.BAD_REQUEST,
                () -> book.publish(offer(11).validUntil(NOW).listing()));
        assertCode(
                ErrorCode.BAD_REQUEST,
                () -> book.publish(
                        offer(11).validUntil(NOW.plus(Duration.ofDays(91))).listing()));
    }

    @Test
    void refusesProfilesThatTheOfferDoesNotName() {
        var good = offer(11).listing();

        assertCode(
                ErrorCode.BAD_REQUEST,
                () -> new OfferListing(good.offer(), Samples.profile("us-east"), good.endpoint(), good.nodeKey()));
    }

    @Test
    void refusesWhomAdmissionRefuses() {
        var strict = new OrderBook(
                store, _ -> Optional.of("no stake"), Samples.signatures(), ConstraintLanguage.NONE, clock, 10);

        assertCode(ErrorCode.FORBIDDEN, () -> strict.publish(offer(11).listing()));
    }

    @Test
    void refusesNewProvidersWhenFullButMakesRoomFromExpiredOffers() {
        var small = book(1);
        small.publish(offer(11).validUntil(NOW.plusSeconds(10)).listing());
        assertCode(ErrorCode.OVERLOADED, () -> small.publish(offer(12).listing()));

        clock.advance(Duration.ofSeconds(11));
        small.publish(offer(12).listing());

        assertThat(small.size()).isEqualTo(1);
    }

    @Test
    void dropsExpiredOffersAndNeverMatchesThem() {
        book.publish(offer(11).validUntil(NOW.plusSeconds(10)).listing());
        clock.advance(Duration.ofSeconds(10));

        assertThat(failures(Constraints.NONE, 1)).containsExactly("VALIDITY");
        assertThat(book.tick()).isEqualTo(1);
        assertThat(book.size()).isZero();
        assertThat(store.all()).isEmpty();
    }

    @Test
    void voidsOffersBelowTheFloor() {
        book.publish(offer(11).nonce(3).listing());

        book.raiseFloor(address(11), 4);

        assertThat(book.size()).isZero();
        assertCode(ErrorCode.CONFLICT, () -> book.publish(offer(11).nonce(3).listing()));
        book.publish(offer(11).nonce(4).listing());
    }

    @Test
    void rejectsOrdersThatAreForgedOrOver() {
        var good = order(Constraints.NONE, 1, 1);
        var forged = new OrderListing(
                new Signed<>(good.order().message(), Samples.sign(good.order().message(), address(9))),
                Constraints.NONE);

        assertThat(book.match(forged, 1))
                .isInstanceOfSatisfying(
                        MatchResult.Rejected.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.BAD_SIGNATURE));
        clock.advance(Duration.ofHours(1));
        assertThat(book.match(good, 1))
                .isInstanceOfSatisfying(
                        MatchResult.Rejected.class, r -> assertThat(r.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        assertThat(book.match(good, 0)).isInstanceOf(MatchResult.Rejected.class);
        assertThat(CONSUMER).isEqualTo(good.order().message().payer());
    }

    @Test
    void pagesThroughAllListingsOnce() {
        for (int provider = 11; provider < 36; provider++) {
            book.publish(offer(provider).listing());
        }
        var seen = new ArrayList<OfferListing>();
        var cursor = "";

        do {
            var page = book.page(cursor, 10);
            seen.addAll(page.listings());
            cursor = page.next();
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(25);
        assertThat(new HashSet<>(seen)).hasSize(25);
    }

    @Test
    void continuesAfterARestartAndKeepsTheNewerOfTwoOffers() {
        store.put(offer(11).nonce(1).listing());
        store.put(offer(11).nonce(2).listing());
        store.put(offer(12).listing());

        var reopened = book(100);

        assertThat(reopened.size()).isEqualTo(2);
        assertThat(store.all()).hasSize(2);
        assertThat(reopened.get(offer(11).nonce(2).listing().offerHash()).provider())
                .isEqualTo(address(11));
    }

    @Test
    void readsProfilesAndConstraintsFromBeforeTheyCouldSayMore() {
        var profile = Samples.profile("eu-west");

        assertThat(profile.toJson().members().keySet())
                .containsExactlyInAnyOrder("region", "country", "runtimes", "hardware");
        assertThat(profile.toJson().object("hardware").members().keySet())
                .containsExactlyInAnyOrder("cpuMillis", "memoryBytes", "diskBytes");
        assertThat(regions("eu-west").toJson().members().keySet())
                .containsExactlyInAnyOrder("regions", "excluded", "maxPrice", "runtimes");
        assertThat(ProviderProfile.from(profile.toJson())).isEqualTo(profile);
    }

    @Test
    void roundTripsWhatProfilesAndConstraintsCanSay() {
        var market = new RandomMarket(1);
        for (int i = 0; i < 50; i++) {
            var listing = market.listing(11, i);
            assertThat(OfferListing.from(listing.toJson())).isEqualTo(listing);
            var constraints = market.constraints(9);
            assertThat(Constraints.from(constraints.toJson())).isEqualTo(constraints);
        }
    }

    @Test
    void roundTripsListingsThroughJson() {
        var listing = offer(11).listing();
        var order = order(regions("eu-west", "ap-south"), 5, 9);

        assertThat(OfferListing.from(listing.toJson())).isEqualTo(listing);
        assertThat(OrderListing.from(order.toJson())).isEqualTo(order);
    }

    @Test
    void givesEqualConstraintsEqualDigests() {
        assertThat(regions("b", "a", "b").digest()).isEqualTo(regions("a", "b").digest());
        assertThat(Constraints.NONE.digest()).isEqualTo(souk.core.value.Digest.ZERO);
    }

    private OrderBook book(int capacity) {
        return new OrderBook(
                store, _ -> Optional.empty(), Samples.signatures(), ConstraintLanguage.NONE, clock, capacity);
    }

    private List<String> failures(Constraints constraints, long quantity) {
        return switch (book.match(order(constraints, quantity, 1), 1)) {
            case MatchResult.NoOffer(Explanation why) ->
                why.failures().stream().map(it -> it.clause().text()).toList();
            case MatchResult.Matched _, MatchResult.Rejected _ -> List.of();
        };
    }

    private static Constraints regions(String... codes) {
        return new Constraints(
                java.util.Arrays.stream(codes).map(Region::new).toList(), List.of(), Constraints.ANY_PRICE, List.of());
    }

    private static MatchResult.Matched matched(MatchResult result) {
        assertThat(result).isInstanceOf(MatchResult.Matched.class);
        return (MatchResult.Matched) result;
    }

    static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
