package souk.economy;

/// How much one order may make a book compute by programs. Once it is used up nothing more is computed, so that what
/// was left out does not depend on which program is cheap.
final class Budget {
    /// Units of [Program#cost]: some tens of milliseconds.
    static final int UNITS = 500_000;

    /// What compiling a text counts.
    static final int COMPILATION = 1_000;

    private int left = UNITS;
    private long[] unasked = Rows.EMPTY;
    private long[] skipped = Rows.EMPTY;

    /// Forgets which rows went unasked: the next block.
    void beginBlock() {
        unasked = Rows.EMPTY;
    }

    /// Forgets which rows the last clause skipped: the next clause.
    void beginClause() {
        skipped = Rows.EMPTY;
    }

    boolean take(int cost) {
        boolean enough = cost <= left;
        left = enough ? left - cost : 0;
        return enough;
    }

    void skip(long[] rows) {
        unasked = Rows.either(unasked, rows);
        skipped = Rows.either(skipped, rows);
    }

    /// Rows of this block of which some clause was not asked.
    long[] unasked() {
        return unasked;
    }

    /// Rows of which this clause was not asked.
    long[] skipped() {
        return skipped;
    }
}
