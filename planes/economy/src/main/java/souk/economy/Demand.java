package souk.economy;

/// One thing a consumer asks of an offer.
///
/// @param text as the consumer would write it in CEL; names the clause in explanations
public record Demand(String text, Condition condition) {}
