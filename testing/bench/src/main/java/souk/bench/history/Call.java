package souk.bench.history;

/// One call of one client, from when it was sent to when its answer came.
///
/// A call whose answer never came, or whose answer does not say what happened, may have taken effect at any time
/// after it began, even after everything else, or not at all.
///
/// @param client who called, for the reader of a report
/// @param began on a clock that all clients share and that never goes back
/// @param ended on the same clock; [#NEVER] if nobody knows how it ended
/// @param action what was asked and, if known, answered
/// @param <A> the actions of a model
public record Call<A>(int client, long began, long ended, A action) {
    /// The end of a call whose outcome is unknown.
    public static final long NEVER = Long.MAX_VALUE;

    public Call {
        if (ended < began) {
            throw new IllegalArgumentException("a call cannot end before it began");
        }
    }

    /// True if the call may have had no effect.
    public boolean isOpen() {
        return ended == NEVER;
    }
}
