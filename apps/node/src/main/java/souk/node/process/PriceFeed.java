package souk.node.process;

import souk.ledger.LedgerEntry;
import souk.sdk.market.PriceBoard;

/// Keeps a board of base prices current.
public record PriceFeed(PriceBoard board) implements LedgerFeed.Listener {
    @Override
    public void on(LedgerEntry entry) {
        board.on(entry);
    }

    @Override
    public void reset() {
        board.reset();
    }
}
