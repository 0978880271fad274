package souk.core.erasure;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Finds the fastest of some kernels that gives the right bytes, by trying them: what a kernel is worth depends on the
/// processor, on the library's version and on which compilers the JVM runs.
///
/// @param nanos a clock, best one of the thread's processor time
/// @param random for the stripe that all kernels code
record KernelTrial(LongSupplier nanos, RandomGenerator random) {
    /// As a wide standard profile, with rows that no kernel handles in whole groups.
    private static final int COLUMNS = 10;

    private static final int ROWS = 11;
    /// Odd, so that no kernel can do it in whole steps.
    private static final int LENGTH = 8 * 1_024 + 5;

    private static final int OFFSET = 3;
    private static final long WINDOW_NANOS = 10_000_000;
    /// A kernel that starts at full speed is known after a few windows.
    private static final long PATIENCE_NANOS = 50_000_000;
    /// The optimising compiler takes its time, the more so on a busy machine.
    private static final long COMPILER_PATIENCE_NANOS = 500_000_000;
    /// Below this a switch is in doubt and not worth it.
    private static final double WORTHWHILE = 1.2;

    /// @param kernel as loaded
    record Candidate(KernelKind kind, GfKernel kernel) {}

    /// The first of the candidates is the twin: it is chosen in doubt, and the others must give its bytes.
    Candidate fastest(List<Candidate> candidates) {
        byte[][] matrix = random(ROWS, COLUMNS);
        byte[][] from = random(COLUMNS, OFFSET + LENGTH);
        Candidate best = candidates.getFirst();
        byte[][] expected = apply(best.kernel().prepare(matrix), from);
        double bestRate = rate(best, matrix, from) * WORTHWHILE;
        for (Candidate candidate : candidates.subList(1, candidates.size())) {
            byte[][] actual = apply(candidate.kernel().prepare(matrix), from);
            double rate = Arrays.deepEquals(actual, expected) ? rate(candidate, matrix, from) : 0;
            if (rate > bestRate) {
                best = candidate;
                bestRate = rate;
            }
        }
        return best;
    }

    private byte[][] random(int count, int length) {
        var arrays = new byte[count][length];
        for (byte[] array : arrays) {
            random.nextBytes(array);
        }
        return arrays;
    }

    private static byte[][] apply(GfKernel.Product product, byte[][] from) {
        var to = new byte[ROWS][OFFSET + LENGTH];
        product.apply(from, to, OFFSET, LENGTH);
        return to;
    }

    /// Calls a nanosecond in the best window, tried until it has not become better for a while.
    private double rate(Candidate candidate, byte[][] matrix, byte[][] from) {
        GfKernel.Product product = candidate.kernel().prepare(matrix);
        var to = new byte[ROWS][OFFSET + LENGTH];
        long patience = candidate.kind() == KernelKind.VECTOR ? COMPILER_PATIENCE_NANOS : PATIENCE_NANOS;
        double best = 0;
        long now = nanos.getAsLong();
        for (long improved = now; now - improved < patience; ) {
            long start = now;
            int calls = 0;
            while (now - start < WINDOW_NANOS) {
                product.apply(from, to, OFFSET, LENGTH);
                calls++;
                now = nanos.getAsLong();
            }
            double rate = (double) calls / (now - start);
            if (rate > best * WORTHWHILE) {
                improved = now;
            }
            best = Math.max(best, rate);
        }
        return best;
    }
}
