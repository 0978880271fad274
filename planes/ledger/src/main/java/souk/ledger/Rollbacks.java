package souk.ledger;

import java.util.List;
import java.util.OptionalLong;

/// Where a reader goes on whose cursor may be older than some reorganisations.
public final class Rollbacks {
    private Rollbacks() {}

    /// A cursor that is safe to read from, and what the reader must be told.
    public record Resumed(EventCursor cursor, OptionalLong rolledBackTo) {
        /// The page of what was found from here.
        public EventPage page(List<LedgerEntry> found) {
            return new EventPage(found, next(found), rolledBackTo);
        }

        private EventCursor next(List<LedgerEntry> found) {
            if (found.isEmpty()) {
                return cursor;
            }
            var last = found.getLast().position();
            return new EventCursor(cursor.rollbacks(), last.block(), last.logIndex());
        }
    }

    /// @param targets the block that each rollback went back to, oldest first
    public static Resumed resume(EventCursor after, List<Long> targets) {
        int now = targets.size();
        if (after.rollbacks() > now) {
            return new Resumed(new EventCursor(now, 0, -1), OptionalLong.of(0));
        }
        var lowest = targets.subList(Math.toIntExact(after.rollbacks()), now).stream()
                .mapToLong(Long::longValue)
                .min();
        if (lowest.isEmpty() || lowest.getAsLong() >= after.block()) {
            return new Resumed(new EventCursor(now, after.block(), after.logIndex()), OptionalLong.empty());
        }
        return new Resumed(new EventCursor(now, lowest.getAsLong(), EventCursor.WHOLE_BLOCK), lowest);
    }
}
