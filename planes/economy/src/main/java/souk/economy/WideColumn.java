package souk.economy;

import souk.economy.Question.Answer;

/// Unsigned 128-bit numbers of the rows of a block, with their bounds.
///
/// @param high upper halves by row; empty when all are 0
/// @param low lower halves by row; empty when all numbers are `least`
record WideColumn(long[] high, long[] low, Uint128 least, Uint128 most) {
    static WideColumn of(Uint128[] values) {
        var least = values[0];
        var most = values[0];
        for (var value : values) {
            least = least.compareTo(value) <= 0 ? least : value;
            most = most.compareTo(value) >= 0 ? most : value;
        }
        boolean constant = least.equals(most);
        var low = new long[constant ? 0 : values.length];
        var high = new long[constant || most.high() == 0 ? 0 : values.length];
        for (int row = 0; row < low.length; row++) {
            low[row] = values[row].low();
            if (high.length > 0) {
                high[row] = values[row].high();
            }
        }
        return new WideColumn(high, low, least, most);
    }

    /// The rows whose number is within the bounds.
    Answer between(Uint128 from, Uint128 to, long[] among) {
        if (from.compareTo(most) > 0 || to.compareTo(least) < 0 || from.compareTo(to) > 0) {
            return Answer.NO;
        }
        if (from.compareTo(least) <= 0 && to.compareTo(most) >= 0) {
            return Answer.yes(among);
        }
        var yes = Rows.none();
        for (int w = 0; w < Rows.WORDS; w++) {
            if (among[w] != 0) {
                yes[w] = among[w] & (high.length == 0 ? narrow(w << 6, from, to) : wide(w << 6, from, to));
            }
        }
        return Answer.yes(yes);
    }

    private long narrow(int base, Uint128 from, Uint128 to) {
        long word = 0;
        long first = from.low() + Long.MIN_VALUE;
        long last = to.high() == 0 ? to.low() + Long.MIN_VALUE : Long.MAX_VALUE;
        int end = Math.min(base + Long.SIZE, low.length);
        for (int row = base; row < end; row++) {
            long value = low[row] + Long.MIN_VALUE;
            word |= (value >= first & value <= last ? 1L : 0L) << row;
        }
        return word;
    }

    private long wide(int base, Uint128 from, Uint128 to) {
        long word = 0;
        int end = Math.min(base + Long.SIZE, low.length);
        for (int row = base; row < end; row++) {
            var value = new Uint128(high[row], low[row]);
            word |= (value.compareTo(from) >= 0 && value.compareTo(to) <= 0 ? 1L : 0L) << row;
        }
        return word;
    }
}
