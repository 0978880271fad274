package souk.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Which shards are where, in columns: 57 bytes a shard and 8 of hash table, where a map of objects would take
/// 250.
///
/// Shards are rows `0..size-1`; the last row moves into the gap when one is removed. The table maps keys to
/// rows by linear probing with backward shift on removal (Knuth, vol. 3, 6.4, algorithm R). A secret salt keeps
/// the probe sequences out of the reach of those who choose roots. One owner at a time.
final class ShardIndex {
    /// No such shard.
    static final int NONE = -1;

    private static final int FIRST_ROWS = 64;
    private static final byte SUSPECT = 0x40;
    private static final ShardState[] STATES = ShardState.values();

    private final long salt;
    private final Map<LeaseId, Integer> leaseNumbers = new HashMap<>();
    private final List<LeaseId> leases = new ArrayList<>();
    private final List<long[]> leaseBytes = new ArrayList<>();
    private final long[] totals = new long[STATES.length];

    private byte[] roots = new byte[FIRST_ROWS * Digest.BYTES];
    private int[] lease = new int[FIRST_ROWS];
    private int[] log = new int[FIRST_ROWS];
    private int[] position = new int[FIRST_ROWS];
    private int[] length = new int[FIRST_ROWS];
    private long[] at = new long[FIRST_ROWS];
    private byte[] state = new byte[FIRST_ROWS];
    private int size;
    private int suspects;
    /// Row + 1, or 0 for free; a power of two, at most half full.
    private int[] table = new int[2 * FIRST_ROWS];

    ShardIndex(long salt) {
        this.salt = salt;
    }

    int size() {
        return size;
    }

    int suspects() {
        return suspects;
    }

    /// Bytes of all shards in this state.
    long bytes(ShardState of) {
        return totals[of.ordinal()];
    }

    LeaseHolding holding(LeaseId of) {
        Integer number = leaseNumbers.get(of);
        if (number == null) {
            return new LeaseHolding(0, 0, 0);
        }
        long[] bytes = leaseBytes.get(number);
        return new LeaseHolding(
                bytes[ShardState.COMMITTED.ordinal()],
                bytes[ShardState.TEMPORARY.ordinal()],
                bytes[ShardState.TRASHED.ordinal()]);
    }

    /// The row of a shard, or [#NONE].
    int find(LeaseId of, Digest root) {
        Integer number = leaseNumbers.get(of);
        return number == null ? NONE : table[probe(number, root.bytes())] - 1;
    }

    /// Adds a shard or replaces where and what it is; an intact copy takes the place of a suspect one.
    ///
    /// @param since milliseconds: when it was stored, or trashed
    int put(LeaseId of, Digest root, Location where, ShardState as, long since) {
        int number = number(of);
        byte[] key = root.bytes();
        int cell = probe(number, key);
        int row = table[cell] - 1;
        if (row == NONE) {
            row = append(number, key, cell);
        } else {
            clear(row);
        }
        log[row] = where.log();
        position[row] = where.position();
        length[row] = where.length();
        at[row] = since;
        state[row] = (byte) as.ordinal();
        count(row, 1);
        return row;
    }

    void mark(int row, ShardState as, long since) {
        count(row, -1);
        state[row] = (byte) ((state[row] & SUSPECT) | as.ordinal());
        at[row] = since;
        count(row, 1);
    }

    void move(int row, Location to) {
        log[row] = to.log();
        position[row] = to.position();
    }

    void suspect(int row) {
        if ((state[row] & SUSPECT) == 0) {
            state[row] |= SUSPECT;
            suspects++;
        }
    }

    void remove(int row) {
        clear(row);
        free(probe(lease[row], key(row)));
        int last = --size;
        if (row != last) {
            table[probe(lease[last], key(last))] = row + 1;
            copyRow(last, row);
        }
    }

    Location location(int row) {
        return new Location(log[row], position[row], length[row]);
    }

    ShardState state(int row) {
        return STATES[state[row] & ~SUSPECT];
    }

    boolean isSuspect(int row) {
        return (state[row] & SUSPECT) != 0;
    }

    long since(int row) {
        return at[row];
    }

    LeaseId lease(int row) {
        return leases.get(lease[row]);
    }

    Digest root(int row) {
        return Digest.of(key(row));
    }

    boolean inLog(int row, int number) {
        return log[row] == number;
    }

    private byte[] key(int row) {
        return Arrays.copyOfRange(roots, row * Digest.BYTES, (row + 1) * Digest.BYTES);
    }

    private int number(LeaseId of) {
        return leaseNumbers.computeIfAbsent(of, fresh -> {
            leases.add(fresh);
            leaseBytes.add(new long[STATES.length]);
            return leases.size() - 1;
        });
    }

    private void clear(int row) {
        count(row, -1);
        if (isSuspect(row)) {
            suspects--;
        }
    }

    private void count(int row, int sign) {
        int kind = state[row] & ~SUSPECT;
        long bytes = (long) sign * length[row];
        totals[kind] += bytes;
        leaseBytes.get(lease[row])[kind] += bytes;
    }

    private int append(int number, byte[] key, int freeCell) {
        int cell = freeCell;
        if (size == lease.length) {
            growRows();
        }
        if (2 * (size + 1) > table.length) {
            growTable();
            cell = probe(number, key);
        }
        int row = size++;
        lease[row] = number;
        System.arraycopy(key, 0, roots, row * Digest.BYTES, Digest.BYTES);
        table[cell] = row + 1;
        return row;
    }

    /// The cell that holds this key, or the free cell where it belongs.
    private int probe(int number, byte[] key) {
        int cell = home(number, key, 0);
        while (table[cell] != 0 && !holds(table[cell] - 1, number, key)) {
            cell = (cell + 1) & (table.length - 1);
        }
        return cell;
    }

    private boolean holds(int row, int number, byte[] key) {
        int from = row * Digest.BYTES;
        return lease[row] == number && Arrays.equals(roots, from, from + Digest.BYTES, key, 0, Digest.BYTES);
    }

    private int home(int number, byte[] bytes, int from) {
        long hash = salt ^ number;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash ^ bytes[from + i]) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        return (int) hash & (table.length - 1);
    }

    private void free(int cell) {
        int gap = cell;
        int next = cell;
        while (true) {
            table[gap] = 0;
            int home;
            do {
                next = (next + 1) & (table.length - 1);
                if (table[next] == 0) {
                    return;
                }
                int row = table[next] - 1;
                home = home(lease[row], roots, row * Digest.BYTES);
            } while (isBetween(gap, home, next));
            table[gap] = table[next];
            gap = next;
        }
    }

    /// Whether `home` lies cyclically in (gap, next], so that the key may stay where it is.
    private static boolean isBetween(int gap, int home, int next) {
        return gap <= next ? gap < home && home <= next : gap < home || home <= next;
    }

    private void copyRow(int from, int to) {
        System.arraycopy(roots, from * Digest.BYTES, roots, to * Digest.BYTES, Digest.BYTES);
        lease[to] = lease[from];
        log[to] = log[from];
        position[to] = position[from];
        length[to] = length[from];
        at[to] = at[from];
        state[to] = state[from];
    }

    private void growRows() {
        int rows = size + (size >> 1);
        roots = Arrays.copyOf(roots, Math.multiplyExact(rows, Digest.BYTES));
        lease = Arrays.copyOf(lease, rows);
        log = Arrays.copyOf(log, rows);
        position = Arrays.copyOf(position, rows);
        length = Arrays.copyOf(length, rows);
        at = Arrays.copyOf(at, rows);
        state = Arrays.copyOf(state, rows);
    }

    private void growTable() {
        table = new int[2 * table.length];
        for (int row = 0; row < size; row++) {
            table[probe(lease[row], key(row))] = row + 1;
        }
    }
}
