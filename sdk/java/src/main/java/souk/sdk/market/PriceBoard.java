package souk.sdk.market;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.economy.PriceKey;
import souk.economy.PriceTerms;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// The base prices, made of the ledger's events.
///
/// Safe for use by many threads; one calls [#on].
public final class PriceBoard {
    /// The newest move of a price.
    ///
    /// @param before the price until then
    /// @param utilisation what moved it, in parts per million
    public record Move(long epoch, BigInteger before, int utilisation, int reports, Instant at) {}

    /// A listed price.
    ///
    /// @param move empty until it first moves
    public record Listed(PriceKey key, BigInteger price, PriceTerms terms, Optional<Move> move) {}

    private final Map<Digest, Listed> prices = new ConcurrentSkipListMap<>();

    /// The next event; those of other things are passed over.
    public void on(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.PriceListed it ->
                prices.put(
                        it.key(),
                        new Listed(
                                new PriceKey(it.resourceClass(), it.asset(), new Region(it.region())),
                                it.price(),
                                new PriceTerms(it.target(), it.min(), it.max()),
                                Optional.empty()));
            case LedgerEvent.PriceMoved it ->
                prices.computeIfPresent(it.key(), (_, listed) -> moved(listed, it, entry.at()));
            default -> {
                // The rest is not about prices.
            }
        }
    }

    private static Listed moved(Listed listed, LedgerEvent.PriceMoved it, Instant at) {
        var move = new Move(it.epoch(), listed.price(), it.utilisation(), it.reports(), at);
        return new Listed(listed.key(), it.price(), listed.terms(), Optional.of(move));
    }

    /// Forgets everything: the ledger's history is told anew.
    public void reset() {
        prices.clear();
    }

    public Optional<Listed> find(PriceKey key) {
        return Optional.ofNullable(prices.get(key.digest()));
    }

    /// In the order of their names on the ledger.
    public List<Listed> all() {
        return List.copyOf(prices.values());
    }
}
