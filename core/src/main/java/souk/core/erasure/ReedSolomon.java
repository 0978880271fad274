package souk.core.erasure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// A systematic Reed-Solomon code: shards 0 to k-1 are the data itself, shards k to n-1 parity, and any k of the n give
/// back all others.
///
/// The matrix is the n × k Vandermonde matrix over GF(2^8) times the inverse of its top k rows, so that the top becomes
/// the identity while any k rows stay independent (Plank and Ding, "Note: Correction to the 1997 tutorial on
/// Reed-Solomon coding", 2003). Row r depends on k and r only: a code with more parity extends one with less.
///
/// Safe for use by many threads.
public final class ReedSolomon {
    /// Most shards of one code: the field has that many elements.
    public static final int MAX_SHARDS = 256;

    /// Prepared recoveries kept: a reader meets few loss patterns at a time, and one costs about 40 KiB at 10 of 24.
    private static final int MAX_PATTERNS = 64;

    /// Codes kept for the process: there are a handful of profiles, but records may come in any size.
    private static final int MAX_CODES = 64;

    private static final Map<List<Integer>, ReedSolomon> CODES = new ConcurrentHashMap<>();

    private final int k;
    private final int n;
    private final GfKernel kernel;
    private final byte[][] matrix;
    private final GfKernel.Product parity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Pattern, GfKernel.Product> recoveries = new LinkedHashMap<>(16, 0.75f, true);

    private record Pattern(List<Integer> have, List<Integer> wanted) {}

    private ReedSolomon(int k, int n, GfKernel kernel) {
        this.k = k;
        this.n = n;
        this.kernel = kernel;
        byte[][] vandermonde = GfMatrix.vandermonde(n, k);
        this.matrix = GfMatrix.multiply(vandermonde, GfMatrix.invert(Arrays.copyOf(vandermonde, k)));
        this.parity = kernel.prepare(Arrays.copyOfRange(matrix, k, n));
    }

    /// The code with `k` data shards of `n`, on the kernel of the process. The same object for the same numbers, as far
    /// as [#MAX_CODES] are kept: making a wide one takes milliseconds, and its recoveries are kept with it.
    ///
    /// @throws IllegalArgumentException unless 1 ≤ k < n ≤ 256
    public static ReedSolomon of(int k, int n) {
        ReedSolomon known = CODES.get(List.of(k, n));
        if (known != null) {
            return known;
        }
        ReedSolomon code = of(k, n, AdaptiveKernel.ofProcess());
        if (CODES.size() < MAX_CODES) {
            CODES.putIfAbsent(List.of(k, n), code);
        }
        return code;
    }

    /// The code on a kernel of the caller's choice.
    public static ReedSolomon of(int k, int n, GfKernel kernel) {
        if (k < 1 || k >= n || n > MAX_SHARDS) {
            throw new IllegalArgumentException("need 1 <= k < n <= 256, not k=" + k + " n=" + n);
        }
        return new ReedSolomon(k, n, kernel);
    }

    /// Data shards, and how many shards recover all.
    public int k() {
        return k;
    }

    /// All shards.
    public int n() {
        return n;
    }

    /// Computes the parity of bytes [offset, offset + length) of each shard.
    ///
    /// @param data k arrays
    /// @param parity n-k arrays, overwritten in that range
    /// @throws IllegalArgumentException for another number of arrays
    /// @throws IndexOutOfBoundsException if the range is outside an array
    public void encode(byte[][] data, byte[][] parity, int offset, int length) {
        this.parity.apply(data, parity, offset, length);
    }

    /// The transformation from the shards `have` to the shards `wanted`, data or parity. It may be kept and used many
    /// times; the last [#MAX_PATTERNS] are cached here.
    ///
    /// @param have k different shard numbers, in the order in which their bytes will be given
    /// @param wanted at least one shard number, in the order in which the results are expected
    /// @throws IllegalArgumentException for any other list
    public GfKernel.Product recovery(List<Integer> have, List<Integer> wanted) {
        check(have.size() == k && have.stream().distinct().count() == k, "need k different shards");
        check(!wanted.isEmpty(), "nothing wanted");
        check(have.stream().allMatch(this::exists) && wanted.stream().allMatch(this::exists), "no such shard");
        var pattern = new Pattern(List.copyOf(have), List.copyOf(wanted));
        lock.lock();
        try {
            GfKernel.Product recovery = recoveries.computeIfAbsent(pattern, this::prepare);
            if (recoveries.size() > MAX_PATTERNS) {
                recoveries.remove(recoveries.keySet().iterator().next());
            }
            return recovery;
        } finally {
            lock.unlock();
        }
    }

    private GfKernel.Product prepare(Pattern pattern) {
        byte[][] toData = GfMatrix.invert(rows(pattern.have()));
        return kernel.prepare(GfMatrix.multiply(rows(pattern.wanted()), toData));
    }

    private byte[][] rows(List<Integer> shards) {
        return shards.stream().map(shard -> matrix[shard]).toArray(byte[][]::new);
    }

    private boolean exists(int shard) {
        return shard >= 0 && shard < n;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
