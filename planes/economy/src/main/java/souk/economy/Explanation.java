package souk.economy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// Why offers did not serve an order. All counts are exact.
///
/// Clauses for which a program runs an offer, [Condition#isCostly] and what providers accept, are asked only of
/// offers that fail no other clause but those of price; their counts are of these.
///
/// @param offers all of the order's class and asset
/// @param failures how many of them failed each clause, the most frequent first; an offer may fail several
/// @param nearestMiss the unsuitable offer that fails the fewest clauses, the cheapest of these, in a
///     sentence; empty if there is none
/// @param priceMiss what a higher price would change; empty if it would change nothing
/// @param unasked offers of which a costly clause was not asked, since the order's share of computing was used up
public record Explanation(
        int offers, List<ClauseFailure> failures, String nearestMiss, Optional<PriceMiss> priceMiss, int unasked) {
    private static final int CLAUSE_LENGTH = 120;

    public Explanation {
        failures = List.copyOf(failures);
    }

    /// How many offers failed a clause.
    ///
    /// @param unknown how many of them only because a value is missing
    public record ClauseFailure(Clause clause, int offers, int unknown) {}

    /// Offers that fail nothing but price. A rise is one of all unit price ceilings and the most the whole may cost.
    ///
    /// @param percent the smallest rise in whole percent that lets an offer match
    /// @param offers how many it lets match
    /// @param at10 how many a rise by 10 % does, then by 25 and 50 %
    public record PriceMiss(int percent, int offers, int at10, int at25, int at50) {
        @Override
        public String toString() {
            return "%d %s would match at +%d %% price (%d at +10 %%, %d at +25 %%, %d at +50 %%)"
                    .formatted(offers, offers == 1 ? "provider" : "providers", percent, at10, at25, at50);
        }
    }

    /// For people.
    public String sentence() {
        var text = new StringBuilder(offers + " offers examined");
        if (!failures.isEmpty()) {
            text.append("; ").append(failures.stream().map(Explanation::text).collect(Collectors.joining(", ")));
        }
        if (unasked > 0) {
            text.append("; ").append(unasked).append(" offers were too much to compute");
        }
        priceMiss.ifPresent(miss -> text.append("; ").append(miss));
        if (!nearestMiss.isEmpty()) {
            text.append("; nearest miss: ").append(nearestMiss);
        }
        return text.toString();
    }

    /// For programs.
    public JsonObject toJson() {
        var json = Json.object()
                .put("offers", offers)
                .put(
                        "failures",
                        Json.array(failures.stream()
                                .map(it -> Json.object()
                                        .put("clause", it.clause().text())
                                        .put("offers", it.offers())
                                        .put("unknown", it.unknown())
                                        .build())
                                .toList()))
                .put("nearestMiss", nearestMiss)
                .put("unasked", unasked);
        priceMiss.ifPresent(miss -> json.put(
                "priceMiss",
                Json.object()
                        .put("percent", miss.percent())
                        .put("offers", miss.offers())
                        .put("at10", miss.at10())
                        .put("at25", miss.at25())
                        .put("at50", miss.at50())
                        .build()));
        return json.build();
    }

    private static String text(ClauseFailure failure) {
        var clause = shortened(failure.clause().text()) + " failed for " + failure.offers();
        return failure.unknown() == 0 ? clause : clause + " (unknown for " + failure.unknown() + ")";
    }

    static String shortened(String clause) {
        return clause.length() <= CLAUSE_LENGTH ? clause : clause.substring(0, CLAUSE_LENGTH) + "…";
    }
}
