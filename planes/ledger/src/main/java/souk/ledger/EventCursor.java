package souk.ledger;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// How far a reader has come: it has seen every event up to and with this one. Store it with what was made of
/// the
/// events.
///
/// @param rollbacks how many reorganisations the index had undergone when the cursor was given out
/// @param block number of the block last read from
/// @param logIndex within that block; -1 when none of it was read, [#WHOLE_BLOCK] when all of it was
public record EventCursor(long rollbacks, long block, int logIndex) {
    /// All events of the block were read.
    public static final int WHOLE_BLOCK = Integer.MAX_VALUE;

    /// Before the first event.
    public static final EventCursor START = new EventCursor(0, 0, -1);

    public EventCursor {
        if (rollbacks < 0 || block < 0 || logIndex < -1) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an event cursor has no negative parts");
        }
    }

    /// Reads the text form.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is not three integers with two dots
    public static EventCursor parse(String text) {
        if (!text.matches("[0-9]{1,15}\\.[0-9]{1,15}\\.-?[0-9]{1,10}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not an event cursor: " + text);
        }
        var parts = text.split("\\.", 3);
        try {
            return new EventCursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
        } catch (NumberFormatException e) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "not an event cursor: " + text, e);
        }
    }

    @Override
    public String toString() {
        return rollbacks + "." + block + "." + logIndex;
    }
}
