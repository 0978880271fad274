package souk.sdk.market;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers a payer's orders, so that none is used twice and raising the floor voids the older ones.
///
/// The ledger keeps used numbers as bits, 256 to a word, and a fresh word costs twenty times a used one. So numbers
/// count on from the time: those of orders that are opened together are neighbours. Two processes of one payer that
/// number an order in the same millisecond collide; the ledger then refuses one of the orders and it is signed anew.
final class OrderNonces {
    /// Numbers of one millisecond: a word of the ledger.
    private static final int WORD_BITS = 8;

    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    OrderNonces(InstantSource clock) {
        this.clock = clock;
    }

    long next() {
        long now = clock.millis() << WORD_BITS;
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }
}
