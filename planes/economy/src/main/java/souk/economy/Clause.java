package souk.economy;

/// A condition under which an offer serves an order of the same resource class and asset. Relay and provider apply
/// the same ones.
public sealed interface Clause {
    /// What it is called in explanations.
    String text();

    /// What every order asks.
    enum Term implements Clause {
        /// The offer is not valid yet, or no longer.
        VALIDITY,
        /// A unit price is above the order's ceiling.
        PRICE_CEILING,
        /// The whole order would cost more than the constraints allow.
        MAX_PRICE,
        /// More is ordered than the offer has.
        CAPACITY,
        /// The order's duration is outside the offer's bounds.
        DURATION,
        /// The order demands service levels that the offer does not name.
        SLO,
        /// The provider does not take such orders.
        ACCEPTS;

        @Override
        public String text() {
            return name();
        }
    }

    /// What this order's constraints ask: one conjunct.
    record Demanded(String text) implements Clause {}
}
