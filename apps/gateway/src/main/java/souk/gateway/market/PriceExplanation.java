package souk.gateway.market;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Digest;
import souk.economy.OfferListing;
import souk.sdk.market.PriceBoard;

/// How the prices of one class in one region come about, and why an offer wins nothing.
///
/// @param index the base price, where one is listed
/// @param offers of that class and region, the cheapest first
/// @param matched offers under which leases were opened
/// @param names of providers
public record PriceExplanation(
        ResourceClass resourceClass,
        Optional<PriceBoard.Listed> index,
        List<OfferListing> offers,
        Set<Digest> matched,
        Names names) {
    public PriceExplanation {
        offers = offers.stream()
                .sorted(Comparator.comparing(PriceExplanation::price).thenComparing(OfferListing::offerHash))
                .toList();
    }

    /// All of them in the order of the book.
    public JsonObject all() {
        var json = head();
        json.put(
                "offers",
                Json.array(IntStream.range(0, offers.size()).mapToObj(this::row).toList()));
        return json.build();
    }

    /// One of them in words.
    ///
    /// @throws SoukException `NOT_FOUND`
    public JsonObject one(Digest offer) {
        int place = IntStream.range(0, offers.size())
                .filter(it -> offers.get(it).offerHash().equals(offer))
                .findFirst()
                .orElseThrow(() -> new SoukException(
                        ErrorCode.NOT_FOUND, "no live offer " + offer + " of this class in this region"));
        var json = head();
        row(place).members().forEach(json::put);
        return json.put("why", Json.texts(why(place))).build();
    }

    private JsonObject.Builder head() {
        return Json.object()
                .put(
                        "index",
                        index.map(it -> Prices.of(resourceClass, it.price())).orElse("none listed"));
    }

    private JsonObject row(int place) {
        var listing = offers.get(place);
        var price = price(listing);
        var json = Json.object()
                .put("position", place + 1)
                .put("provider", names.of(listing.provider()))
                .put("price", Prices.of(resourceClass, price));
        index.ifPresent(it -> json.put("aboveIndex", Prices.difference(price, it.price())));
        return json.put("aboveCheapest", Prices.difference(price, price(offers.getFirst())))
                .put("surcharges", "none")
                .put("matched", matched.contains(listing.offerHash()))
                .put("offer", listing.offerHash().hex())
                .build();
    }

    private List<String> why(int place) {
        var listing = offers.get(place);
        var price = price(listing);
        var lines = new ArrayList<String>();
        lines.add("the provider asks " + Prices.of(resourceClass, price) + " and adds nothing to it");
        lines.add(index.map(it -> "that is " + Prices.difference(price, it.price()) + " against the base price")
                .orElse("there is no base price to compare it with"));
        lines.add("its place is " + (place + 1) + " of " + offers.size() + ", the cheapest first");
        if (matched.contains(listing.offerHash())) {
            lines.add("leases were opened under it");
        } else {
            lines.add(lost(price));
        }
        return lines;
    }

    /// Orders go to the cheapest that fit, so what matched last is the price to meet.
    private String lost(BigInteger price) {
        var dearest = offers.stream()
                .filter(it -> matched.contains(it.offerHash()))
                .map(PriceExplanation::price)
                .max(Comparator.naturalOrder());
        return dearest.map(it -> price.compareTo(it) > 0
                        ? "nothing matched it: it is " + Prices.difference(price, it)
                                + " against the dearest offer that leases were opened under"
                        : "nothing matched it, though dearer ones were taken: look at its constraints, profile and"
                                + " capacity")
                .orElse("nothing was matched with any of these offers yet");
    }

    private static BigInteger price(OfferListing listing) {
        return listing.offer().message().unitPrices().values().getFirst();
    }
}
