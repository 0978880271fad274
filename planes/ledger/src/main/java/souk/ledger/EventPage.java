package souk.ledger;

import java.util.List;
import java.util.OptionalLong;

/// A run of events in the order of the ledger.
///
/// @param next where to go on reading
/// @param rolledBackTo present when the chain reorganised since the cursor was given out: forget every
///     event of a block
///     above this number; those that still happened come again in this page and the next ones
public record EventPage(List<LedgerEntry> entries, EventCursor next, OptionalLong rolledBackTo) {
    public EventPage {
        entries = List.copyOf(entries);
    }
}
