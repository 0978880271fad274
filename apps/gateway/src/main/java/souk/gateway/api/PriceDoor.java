package souk.gateway.api;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.gateway.market.Names;
import souk.gateway.market.PriceExplanation;
import souk.gateway.market.PriceHistory;
import souk.gateway.market.Prices;
import souk.net.Request;
import souk.net.Response;
import souk.net.Route;
import souk.sdk.market.MarketClient;
import souk.sdk.market.PriceBoard;

/// Base prices, and how quotes come about.
final class PriceDoor {
    private final Callers callers;
    private final MarketClient market;
    private final PriceHistory history;
    private final Names names;

    PriceDoor(Callers callers, MarketClient market, PriceHistory history, Names names) {
        this.callers = callers;
        this.market = market;
        this.history = history;
        this.names = names;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/prices", callers.signed((_, _, _) -> list())),
                Route.get("/v1/prices/explain", callers.signed((request, _, _) -> explain(request))));
    }

    private Response list() {
        var rows = history.read().board().all().stream()
                .sorted(Comparator.comparing((PriceBoard.Listed it) -> it.key().resourceClass())
                        .thenComparing(it -> it.key().region().code()))
                .map(PriceDoor::row)
                .toList();
        return Response.json(Json.object().put("prices", Json.array(rows)).build());
    }

    private static JsonObject row(PriceBoard.Listed listed) {
        var key = listed.key();
        var json = Json.object()
                .put("class", key.resourceClass().name().toLowerCase(Locale.ROOT))
                .put("region", key.region().code())
                .put("index", Prices.of(key.resourceClass(), listed.price()))
                .put("target", percent(listed.terms().target()));
        listed.move()
                .ifPresent(move -> json.put("utilisation", percent(move.utilisation()))
                        .put("lastMove", Prices.difference(listed.price(), move.before()))
                        .put("epoch", move.epoch())
                        .put("at", move.at().toString()));
        return json.amount("unitPrice", listed.price())
                .put("key", key.digest().hex())
                .build();
    }

    /// Parts per million as a percentage.
    private static String percent(int parts) {
        return BigDecimal.valueOf(parts, 4).stripTrailingZeros().toPlainString() + " %";
    }

    private Response explain(Request request) {
        var resourceClass = resourceClass(required(request, "class"));
        var region = new Region(required(request, "region"));
        var known = history.read();
        var index = known.board().all().stream()
                .filter(it -> it.key().resourceClass() == resourceClass
                        && it.key().region().equals(region))
                .findFirst();
        var offers = market.offers().stream()
                .filter(it -> it.offer().message().resourceClass() == resourceClass
                        && it.profile().region().equals(region))
                .toList();
        var explanation = new PriceExplanation(resourceClass, index, offers, known.matched(), names);
        return Response.json(request.query("offer")
                .map(it -> explanation.one(new Digest(it)))
                .orElseGet(explanation::all));
    }

    private static String required(Request request, String name) {
        return request.query(name).orElseThrow(() -> new SoukException(ErrorCode.BAD_REQUEST, "name the " + name));
    }

    private static ResourceClass resourceClass(String text) {
        return switch (text) {
            case "storage" -> ResourceClass.STORAGE;
            case "compute" -> ResourceClass.COMPUTE;
            default -> throw new SoukException(ErrorCode.BAD_REQUEST, "a class is storage or compute, not " + text);
        };
    }
}
