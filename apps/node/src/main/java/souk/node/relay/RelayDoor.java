package souk.node.relay;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.economy.Candidate;
import souk.economy.DigestRange;
import souk.economy.Explanation;
import souk.economy.MatchResult;
import souk.economy.OfferListing;
import souk.economy.OrderBook;
import souk.economy.OrderListing;
import souk.economy.Reconciliation;
import souk.economy.Utilisation;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;

/// The order book's door: publish offers, read them, match orders.
final class RelayDoor {
    private static final int PAGE = 50;

    private final OrderBook book;
    private final Utilisations utilisations;
    private final RelayGate gate;
    private final InstantSource clock;

    RelayDoor(OrderBook book, Utilisations utilisations, RelayGate gate, InstantSource clock) {
        this.book = book;
        this.utilisations = utilisations;
        this.gate = gate;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/offers", request -> gate.read(request.peer(), () -> list(request))),
                Route.post("/v1/offers", request -> gate.offer(request.peer(), () -> publish(request))),
                Route.post(RelaySync.DIFFERENCES, request -> gate.read(request.peer(), differences(request.json()))),
                Route.post(RelaySync.LISTINGS, request -> gate.read(request.peer(), listings(request.json()))),
                Route.get("/v1/utilisation", request -> gate.read(request.peer(), this::utilisation)),
                Route.post("/v1/matches", this::match));
    }

    /// Sums a class and region; whoever has a part in few of them is not told apart.
    private Response utilisation() {
        var told = utilisations.of(live()).stream()
                .filter(it -> it.partsPerMillion().isPresent())
                .map(Utilisation::toJson)
                .toList();
        return Response.json(Json.object().put("utilisation", Json.array(told)).build());
    }

    private List<OfferListing> live() {
        var now = clock.instant();
        var live = new ArrayList<OfferListing>();
        var cursor = "";
        do {
            var page = book.page(cursor, OrderBook.MAX_PAGE);
            page.listings().stream()
                    .filter(it -> now.isBefore(it.offer().message().validUntil()))
                    .forEach(live::add);
            cursor = page.next();
        } while (!cursor.isEmpty());
        return live;
    }

    private Supplier<Response> differences(JsonObject body) {
        var ranges = body.array("ranges").objects().map(DigestRange::from).toList();
        return () -> Response.json(Reconciliation.answer(book.hashes(), ranges).toJson());
    }

    private Supplier<Response> listings(JsonObject body) {
        var hashes = body.array("hashes").texts().stream().map(Digest::new).toList();
        if (hashes.size() > RelaySync.PAGE) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "ask for " + RelaySync.PAGE + " listings at once at most");
        }
        return () -> Response.json(Json.object()
                .put(
                        "listings",
                        Json.array(book.find(hashes).stream()
                                .map(OfferListing::toJson)
                                .toList()))
                .build());
    }

    private Response publish(Request request) {
        var listing = OfferListing.from(request.json());
        if (!listing.nodeKey().equals(request.peer().publicKey())) {
            throw new SoukException(ErrorCode.FORBIDDEN, "publish an offer from the node it names");
        }
        book.publish(listing);
        return Response.noContent();
    }

    private Response list(Request request) {
        var page = book.page(request.query("cursor").orElse(""), PAGE);
        return Response.json(Json.object()
                .put(
                        "listings",
                        Json.array(page.listings().stream()
                                .map(OfferListing::toJson)
                                .toList()))
                .put("next", page.next())
                .build());
    }

    private Response match(Request request) {
        var body = request.json();
        var listing = OrderListing.from(body.object("order"));
        book.refusal(listing).ifPresent(it -> {
            throw new SoukException(it.code(), it.reason());
        });
        boolean patient = body.flag("patient", false);
        return gate.order(listing.order().message(), patient, () -> answered(listing, body));
    }

    private Response answered(OrderListing listing, JsonObject body) {
        var order = listing.order().message();
        return switch (book.screen(order, listing.constraints(), (int) body.integer("wanted"))) {
            case MatchResult.Matched(var candidates, var others) -> Response.json(answer(candidates, others));
            case MatchResult.NoOffer(var why) -> {
                if (body.flag("explain", false)) {
                    yield Response.json(answer(List.of(), Optional.of(why)));
                }
                throw new SoukException(ErrorCode.NO_OFFER, why.sentence());
            }
            case MatchResult.Rejected(var code, var reason) -> throw new SoukException(code, reason);
        };
    }

    private static JsonObject answer(List<Candidate> candidates, Optional<Explanation> others) {
        var json = Json.object()
                .put(
                        "candidates",
                        Json.array(candidates.stream()
                                .map(Candidate::listing)
                                .map(OfferListing::toJson)
                                .toList()))
                .put(
                        "prices",
                        Json.texts(candidates.stream()
                                .map(it -> it.price().toString())
                                .toList()));
        others.ifPresent(why -> json.put("others", why.sentence()).put("explanation", why.toJson()));
        return json.build();
    }
}
