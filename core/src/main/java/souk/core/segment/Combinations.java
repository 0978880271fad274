package souk.core.segment;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// The ways to choose `chosen` of `size` things, in lexicographic order, made one at a time: there may be very many.
final class Combinations implements Iterator<int[]> {
    private final int size;
    private final int[] current;
    private boolean more;

    Combinations(int size, int chosen) {
        this.size = size;
        this.current = new int[chosen];
        Arrays.setAll(current, i -> i);
        this.more = chosen <= size;
    }

    @Override
    public boolean hasNext() {
        return more;
    }

    @Override
    public int[] next() {
        if (!more) {
            throw new NoSuchElementException();
        }
        int[] result = current.clone();
        advance();
        return result;
    }

    private void advance() {
        int i = current.length - 1;
        while (i >= 0 && current[i] == size - current.length + i) {
            i--;
        }
        more = i >= 0;
        if (more) {
            current[i]++;
            for (int j = i + 1; j < current.length; j++) {
                current[j] = current[j - 1] + 1;
            }
        }
    }
}
