package souk.economy;

import java.util.List;

/// Why offers did not serve an order.
///
/// @param examined offers of the order's class and asset that were looked at, cheapest first
/// @param failures how many of them failed each clause, the most frequent first; an offer may fail several
/// @param nearestMiss the unsuitable offer that fails the fewest clauses, the cheapest of these, in a
///     sentence; empty
///     if there is none
public record Explanation(int examined, List<ClauseFailure> failures, String nearestMiss) {
    public Explanation {
        failures = List.copyOf(failures);
    }

    /// How many offers failed a clause.
    public record ClauseFailure(Clause clause, int offers) {}
}
