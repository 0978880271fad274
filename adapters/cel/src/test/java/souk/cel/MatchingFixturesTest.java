package souk.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.UnitPrices;
import souk.economy.Candidate;
import souk.economy.Constraints;
import souk.economy.Explanation;
import souk.economy.InMemoryOfferStore;
import souk.economy.MatchResult;
import souk.economy.OfferListing;
import souk.economy.OrderBook;
import souk.economy.ProviderProfile;
import souk.economy.RuntimeName;
import souk.economy.Samples;

/// The cases of `souk/economy/matching.json`, which other implementations can run as well.
class MatchingFixturesTest {
    private static final JsonObject FIXTURES = fixtures();
    private static final List<String> NAMES =
            FIXTURES.array("offers").objects().map(it -> it.text("name")).toList();

    private final OrderBook book = book();

    static Stream<JsonObject> cases() {
        return FIXTURES.array("cases").objects();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesAndExplainsAsWritten(JsonObject each) {
        var constraints = constraints(each.object("constraints"));
        var serving = new ArrayList<String>();
        var why = new ArrayList<Explanation>();

        switch (book.screen(order(each, constraints), constraints, (int) each.integer("wanted"))) {
            case MatchResult.Matched(var candidates, var others) -> {
                candidates.stream()
                        .map(Candidate::listing)
                        .map(MatchingFixturesTest::name)
                        .forEach(serving::add);
                others.ifPresent(why::add);
            }
            case MatchResult.NoOffer(var none) -> why.add(none);
            case MatchResult.Rejected(var code, var reason) ->
                assertThat(reason).isEqualTo(code.name());
        }

        assertThat(serving).isEqualTo(each.array("serving").texts());
        assertThat(why.isEmpty()).isEqualTo(serving.size() == each.integer("wanted"));
        why.forEach(it -> check(it, each));
    }

    private static void check(Explanation why, JsonObject each) {
        assertThat(failures(why))
                .isEqualTo(Json.parse(named(each.object("failures").toString())));
        assertThat(why.offers()).isEqualTo(NAMES.size());
        assertThat(why.nearestMiss())
                .startsWith(
                        each.text("nearest").isEmpty()
                                ? ""
                                : provider(each.text("nearest")).hex());
        assertThat(why.priceMiss().map(_ -> why.toJson().object("priceMiss")))
                .isEqualTo(each.has("priceMiss") ? Optional.of(each.object("priceMiss")) : Optional.empty());
    }

    private static JsonObject failures(Explanation why) {
        var counts = Json.object();
        why.failures()
                .forEach(it -> counts.put(
                        it.clause().text(),
                        Json.array(List.of(new Json.Number(it.offers()), new Json.Number(it.unknown())))));
        return counts.build();
    }

    private static OrderBook book() {
        var book = new OrderBook(
                new InMemoryOfferStore(),
                _ -> Optional.empty(),
                Samples.signatures(),
                new CelLanguage(),
                () -> Samples.NOW,
                100);
        FIXTURES.array("offers").objects().map(MatchingFixturesTest::listing).forEach(book::publish);
        return book;
    }

    private static OfferListing listing(JsonObject json) {
        var profile = ProviderProfile.from(json.object("profile"));
        var provider = provider(json.text("name"));
        var offer = new Offer(
                provider,
                ResourceClass.STORAGE,
                profile.digest(),
                Samples.ASSET,
                prices(json.amount("price")),
                json.amount("capacity"),
                Duration.ofSeconds(1),
                Duration.ofSeconds(json.integer("seconds")),
                Duration.ofHours(1),
                Digest.ZERO,
                Samples.NOW.minusSeconds(60),
                Samples.NOW.plusSeconds(60),
                1,
                Digest.ZERO);
        return new OfferListing(
                new Signed<>(offer, Samples.sign(offer, provider)), profile, "https://127.0.0.1:7000", Digest.ZERO);
    }

    private static Order order(JsonObject each, Constraints constraints) {
        return new Order(
                Samples.CONSUMER,
                Samples.CONSUMER,
                ResourceClass.STORAGE,
                Digest.ZERO,
                Samples.ASSET,
                prices(each.amount("ceiling")),
                each.amount("quantity"),
                Duration.ofSeconds(each.integer("seconds")),
                BigInteger.TEN,
                constraints.digest(),
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                Samples.NOW.plusSeconds(600),
                1,
                Digest.ZERO);
    }

    private static Constraints constraints(JsonObject json) {
        return new Constraints(
                json.has("regions")
                        ? json.array("regions").texts().stream()
                                .map(Region::new)
                                .toList()
                        : List.of(),
                List.of(),
                json.has("maxPrice") ? json.amount("maxPrice") : Constraints.ANY_PRICE,
                json.has("runtimes")
                        ? json.array("runtimes").texts().stream()
                                .map(RuntimeName::new)
                                .toList()
                        : List.of(),
                named(json.optionalText("where").orElse("")));
    }

    /// Providers are written by name.
    private static String named(String text) {
        var named = text;
        for (var name : NAMES) {
            named = named.replace("\"" + name + "\"", "\"" + provider(name) + "\"")
                    .replace("\\\"" + name + "\\\"", "\\\"" + provider(name) + "\\\"");
        }
        return named;
    }

    private static String name(OfferListing listing) {
        return NAMES.stream()
                .filter(it -> provider(it).equals(listing.provider()))
                .findFirst()
                .orElseThrow();
    }

    private static Address provider(String name) {
        return Samples.address(10 + NAMES.indexOf(name));
    }

    private static UnitPrices prices(BigInteger first) {
        return new UnitPrices(IntStream.range(0, 5)
                .mapToObj(meter -> meter == 0 ? first : BigInteger.ONE)
                .toList());
    }

    private static JsonObject fixtures() {
        try (var stream = Objects.requireNonNull(Samples.class.getResourceAsStream("matching.json"))) {
            return Json.parseObject(stream.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
