package souk.economy;

import souk.core.error.ErrorCode;
import souk.core.market.Quote;
import souk.core.market.Signed;
import souk.core.value.LeaseId;

/// A provider's answer to an order.
public sealed interface QuoteResult {

    /// Capacity is held until the quote's `reservedUntil`.
    ///
    /// @param lease the id of the lease that opens if the quote is taken
    record Quoted(Signed<Quote> quote, LeaseId lease) implements QuoteResult {}

    /// The provider does not serve the order; nothing is held.
    ///
    /// @param code `BAD_SIGNATURE`, `DEADLINE_EXCEEDED`, `STALE_QUOTE` for a void or filled order,
    ///     `PRICE_TOO_HIGH`,
    ///     `NO_OFFER`, `NO_CAPACITY`, `INSUFFICIENT_FUNDS`, `OVERLOADED`, `BAD_REQUEST`
    record Refused(ErrorCode code, String reason) implements QuoteResult {}
}
