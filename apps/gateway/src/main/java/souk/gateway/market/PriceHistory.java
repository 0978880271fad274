package souk.gateway.market;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import souk.core.value.Digest;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.sdk.market.PriceBoard;

/// Base prices, and which offers leases were opened under; read from the ledger when somebody asks.
public final class PriceHistory {
    /// Offers remembered, the newest: more than a person looks at.
    private static final int OFFERS = 10_000;

    private final EventReplay events;
    private final PriceBoard board = new PriceBoard();
    private final Map<Digest, Boolean> matched = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Boolean> eldest) {
            return size() > OFFERS;
        }
    };

    /// What is known now.
    ///
    /// @param matched offers under which leases were opened
    public record Known(PriceBoard board, Set<Digest> matched) {}

    /// @param events what follows a cursor
    public PriceHistory(Function<EventCursor, EventPage> events) {
        this.events = new EventReplay(events);
    }

    /// Reads what is new.
    public synchronized Known read() {
        events.read(this::forget, this::apply);
        return new Known(board, Set.copyOf(matched.keySet()));
    }

    private void forget() {
        board.reset();
        matched.clear();
    }

    private void apply(LedgerEntry entry) {
        board.on(entry);
        if (entry.event() instanceof LedgerEvent.LeaseOpened opened) {
            matched.put(opened.offer(), true);
        }
    }
}
