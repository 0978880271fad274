package souk.economy;

import souk.economy.Question.Answer;

/// Numbers of the rows of a block, with their bounds. A column of one number throughout, or of none, keeps no row.
///
/// @param values by row; empty when all are `least`
/// @param unknown rows without a number
/// @param least the smallest number, [#MISSING] without any
record NumberColumn(long[] values, long[] unknown, boolean isComplete, long least, long most) {
    static final long MISSING = Long.MIN_VALUE;

    /// @param values at least 0, or [#MISSING]
    static NumberColumn of(long[] values) {
        long least = Long.MAX_VALUE;
        long most = MISSING;
        var unknown = Rows.none();
        boolean complete = true;
        for (int row = 0; row < values.length; row++) {
            if (values[row] == MISSING) {
                complete = false;
                Rows.set(unknown, row);
                continue;
            }
            least = Math.min(least, values[row]);
            most = Math.max(most, values[row]);
        }
        boolean constant = most == MISSING || complete && least == most;
        return new NumberColumn(
                constant ? new long[0] : values, unknown, complete, most == MISSING ? most : least, most);
    }

    /// The rows whose number is within the bounds.
    Answer between(long from, long to, long[] among) {
        if (most == MISSING) {
            return Answer.unknown(among);
        }
        var missing = isComplete ? Rows.EMPTY : Rows.both(among, unknown);
        if (from > most || to < least) {
            return new Answer(Rows.EMPTY, missing);
        }
        if (from <= least && to >= most) {
            return new Answer(isComplete ? among : Rows.without(among, missing), missing);
        }
        var yes = Rows.none();
        for (int w = 0; w < Rows.WORDS; w++) {
            if (among[w] != 0) {
                yes[w] = word(w << 6, from, to) & among[w];
            }
        }
        return new Answer(yes, missing);
    }

    private long word(int base, long from, long to) {
        long word = 0;
        int end = Math.min(base + Long.SIZE, values.length);
        for (int row = base; row < end; row++) {
            long value = values[row];
            word |= (value >= from & value <= to ? 1L : 0L) << row;
        }
        return word;
    }
}
