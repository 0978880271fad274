package souk.evm;

import java.util.Optional;
import souk.core.market.ResourceClass;
import souk.ledger.LedgerEvent;

/// Events of the price index.
final class PriceEvents {
    private PriceEvents() {}

    static Optional<LedgerEvent> event(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "PriceListed" -> listed(v, v.struct(5));
                    case "UtilisationReported" ->
                        new LedgerEvent.UtilisationReported(v.digest(0), v.number(1), v.address(2), v.small(3));
                    case "PriceMoved" ->
                        new LedgerEvent.PriceMoved(v.digest(0), v.number(1), v.small(2), v.small(3), v.amount(4));
                    default -> null;
                });
    }

    private static LedgerEvent listed(Decoded v, Decoded terms) {
        return new LedgerEvent.PriceListed(
                v.digest(0),
                ResourceClass.of(v.number(1)),
                v.address(2),
                v.text(3),
                v.amount(4),
                terms.small(0),
                terms.amount(1),
                terms.amount(2));
    }
}
