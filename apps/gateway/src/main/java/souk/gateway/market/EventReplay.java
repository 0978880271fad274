package souk.gateway.market;

import java.util.function.Consumer;
import java.util.function.Function;
import souk.ledger.EventCursor;
import souk.ledger.EventIndex;
import souk.ledger.EventPage;
import souk.ledger.LedgerEntry;

/// Follows the ledger for somebody who begins anew when the chain was reorganised. One thread at a time.
public final class EventReplay {
    private final Function<EventCursor, EventPage> events;
    private EventCursor cursor = EventCursor.START;

    /// @param events what follows a cursor
    public EventReplay(Function<EventCursor, EventPage> events) {
        this.events = events;
    }

    /// Reads what is new.
    ///
    /// @param forget everything that was applied before
    /// @throws souk.core.error.SoukException `UNAVAILABLE`
    public void read(Runnable forget, Consumer<LedgerEntry> apply) {
        while (true) {
            var page = events.apply(cursor);
            if (page.rolledBackTo().isPresent()) {
                forget.run();
                cursor = new EventCursor(page.next().rollbacks(), 0, -1);
                continue;
            }
            page.entries().forEach(apply);
            cursor = page.next();
            if (page.entries().size() < EventIndex.MAX_PAGE) {
                return;
            }
        }
    }
}
