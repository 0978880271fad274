package souk.economy;

import java.util.List;
import java.util.Optional;
import souk.core.error.ErrorCode;

/// What an order book answers to an order.
public sealed interface MatchResult {

    /// Offers of distinct providers, cheapest first.
    ///
    /// @param candidates one or more, at most as many as wanted
    /// @param others why all others do not serve, if fewer than wanted do
    record Matched(List<Candidate> candidates, Optional<Explanation> others) implements MatchResult {
        public Matched {
            candidates = List.copyOf(candidates);
        }
    }

    /// No offer serves the order.
    record NoOffer(Explanation why) implements MatchResult {}

    /// The order itself is not acceptable.
    ///
    /// @param code `BAD_SIGNATURE`, `DEADLINE_EXCEEDED` when it is no longer valid, `BAD_REQUEST`
    record Rejected(ErrorCode code, String reason) implements MatchResult {}
}
