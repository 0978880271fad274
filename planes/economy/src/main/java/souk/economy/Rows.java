package souk.economy;

/// Sets of rows of a [Block], one bit a row.
final class Rows {
    /// Most rows of a block: eight words, so that a block's columns stay within the first-level cache.
    static final int MOST = 512;

    static final int WORDS = MOST / Long.SIZE;

    /// No rows; never to be written into.
    static final long[] EMPTY = new long[WORDS];

    private Rows() {}

    static long[] none() {
        return new long[WORDS];
    }

    /// The rows 0 to `size` - 1.
    static long[] first(int size) {
        var rows = none();
        for (int w = 0; w < WORDS; w++) {
            int left = Math.clamp(size - w * Long.SIZE, 0, Long.SIZE);
            rows[w] = left == 0 ? 0 : -1L >>> (Long.SIZE - left);
        }
        return rows;
    }

    static boolean isEmpty(long[] rows) {
        long all = 0;
        for (long word : rows) {
            all |= word;
        }
        return all == 0;
    }

    static int count(long[] rows) {
        int count = 0;
        for (long word : rows) {
            count += Long.bitCount(word);
        }
        return count;
    }

    static void set(long[] rows, int row) {
        rows[row >> 6] |= 1L << row;
    }

    static boolean has(long[] rows, int row) {
        return (rows[row >> 6] & 1L << row) != 0;
    }

    /// The smallest row from `from` on; -1 if there is none.
    static int next(long[] rows, int from) {
        for (int w = from >> 6; w < WORDS; w++) {
            long word = w == from >> 6 ? rows[w] & -1L << from : rows[w];
            if (word != 0) {
                return (w << 6) + Long.numberOfTrailingZeros(word);
            }
        }
        return -1;
    }

    static void keep(long[] rows, long[] those) {
        for (int w = 0; w < WORDS; w++) {
            rows[w] &= those[w];
        }
    }

    static void add(long[] rows, long[] those) {
        for (int w = 0; w < WORDS; w++) {
            rows[w] |= those[w];
        }
    }

    /// The rows that are in the first and not in the second.
    static long[] without(long[] rows, long[] those) {
        var left = new long[WORDS];
        for (int w = 0; w < WORDS; w++) {
            left[w] = rows[w] & ~those[w];
        }
        return left;
    }

    static long[] either(long[] rows, long[] those) {
        var all = rows.clone();
        add(all, those);
        return all;
    }

    static long[] both(long[] rows, long[] those) {
        var left = rows.clone();
        keep(left, those);
        return left;
    }
}
