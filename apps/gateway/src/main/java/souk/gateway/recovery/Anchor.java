package souk.gateway.recovery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.EventCursor;
import souk.ledger.EventIndex;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerEvent;

/// What a root key's account put on the ledger: a snapshot, or that another machine takes over.
///
/// @param epoch of the machine, in the event's field of that name
/// @param root the SHA-256 that names the snapshot's manifest; a random mark when a machine takes over, so
///     that one look at the newest root of the account tells that something happened
/// @param records how many records the snapshot has; none when a machine takes over
public record Anchor(long epoch, Digest root, long records, Instant at) {
    public boolean isSnapshot() {
        return records > 0;
    }

    /// All that an account anchored: by epoch, and within one in the order of the ledger. What a replaced
    /// machine sent late therefore stands before what replaced it.
    public static List<Anchor> of(Ledger ledger, Address account) {
        var found = new ArrayList<Anchor>();
        var cursor = EventCursor.START;
        while (true) {
            var page = ledger.events(cursor, Finality.INCLUDED, EventIndex.MAX_PAGE);
            page.entries().forEach(entry -> {
                if (entry.event() instanceof LedgerEvent.RecordsAnchored anchored
                        && anchored.sender().equals(account)) {
                    found.add(new Anchor(anchored.epoch(), anchored.root(), anchored.count(), entry.at()));
                }
            });
            cursor = page.next();
            if (page.entries().size() < EventIndex.MAX_PAGE) {
                found.sort(Comparator.comparingLong(Anchor::epoch));
                return List.copyOf(found);
            }
        }
    }
}
