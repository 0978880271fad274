package souk.economy;

import java.math.BigInteger;
import java.util.Optional;
import souk.economy.Explanation.PriceMiss;

/// Of offers that are only too dear: the smallest rise in whole percent with which one matches, how many do then, and
/// how many at rises people think in.
///
/// Columns answer who is affordable at a given rise. Only an offer that needs less than all before is computed one by
/// one, and that happens seldom: the cheapest come first.
final class PriceRise {
    /// Nobody pays eleven times what they wanted; more is not told.
    private static final int MOST = 1_000;

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    private static final int[] STEPS = {10, 25, 50};

    private final Inquiry inquiry;
    private final Question[] atStep = new Question[STEPS.length];
    private final int[] counts = new int[STEPS.length];
    private int best = MOST + 1;
    private int atBest;
    private Question affordable;
    private Question cheaper;

    PriceRise(Inquiry inquiry) {
        this.inquiry = inquiry;
        for (int i = 0; i < STEPS.length; i++) {
            atStep[i] = inquiry.affordable(STEPS[i]);
        }
        this.affordable = inquiry.affordable(MOST);
        this.cheaper = affordable;
    }

    /// @param rows that fail nothing but price
    void look(Block block, long[] rows) {
        if (Rows.isEmpty(rows)) {
            return;
        }
        for (int i = 0; i < STEPS.length; i++) {
            counts[i] += Rows.count(atStep[i].ask(block, rows).yes());
        }
        improve(block, rows);
        if (best <= MOST) {
            atBest += Rows.count(affordable.ask(block, rows).yes());
        }
    }

    Optional<PriceMiss> result() {
        return best > MOST
                ? Optional.empty()
                : Optional.of(new PriceMiss(best, atBest, counts[0], counts[1], counts[2]));
    }

    private void improve(Block block, long[] rows) {
        for (int row = Rows.next(cheaper.ask(block, rows).yes(), 0);
                row >= 0;
                row = Rows.next(cheaper.ask(block, rows).yes(), row)) {
            best = needed(block.item(row).listing());
            atBest = 0;
            affordable = inquiry.affordable(best);
            cheaper = inquiry.affordable(best - 1);
        }
    }

    /// The smallest rise with which the offer is affordable: at least 1, since without one it is not.
    private int needed(OfferListing listing) {
        var order = inquiry.order();
        var prices = listing.offer().message().unitPrices();
        var needed = BigInteger.ONE;
        for (int m = 0; m < prices.values().size(); m++) {
            needed = needed.max(percent(
                    prices.values().get(m), order.priceCeilings().values().get(m)));
        }
        var total = Pricing.total(prices, order.quantity(), order.duration());
        return needed.max(percent(total, inquiry.constraints().maxPrice())).intValueExact();
    }

    /// The smallest p with value <= floor(limit × (100 + p) / 100).
    private static BigInteger percent(BigInteger value, BigInteger limit) {
        return value.compareTo(limit) <= 0
                ? BigInteger.ZERO
                : value.multiply(HUNDRED)
                        .add(limit)
                        .subtract(BigInteger.ONE)
                        .divide(limit)
                        .subtract(HUNDRED);
    }
}
