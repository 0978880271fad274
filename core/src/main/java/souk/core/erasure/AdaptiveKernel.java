package souk.core.erasure;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The kernel of a process: the portable one until enough was coded that others are worth a trial, then the fastest,
/// also for products prepared before.
public final class AdaptiveKernel implements GfKernel {
    /// A trial takes about a second of processor time, which a kernel four times as fast saves over 1.3 GB; whoever
    /// coded this much will likely code that too.
    static final long TRIAL_AFTER_BYTES = 256L << 20;

    private static final Runnable NO_TRIAL = () -> {};
    /// Below what it is made of: fields are initialised in the order of the text.
    private static final AdaptiveKernel PROCESS = new AdaptiveKernel();

    private final AtomicReference<Runnable> trial = new AtomicReference<>(NO_TRIAL);
    private final AtomicLong coded = new AtomicLong();
    private volatile KernelTrial.Candidate current =
            new KernelTrial.Candidate(KernelKind.PORTABLE, GfKernel.portable());

    AdaptiveKernel() {}

    /// The one that all codes of this process use unless told otherwise. Without [#arm] it stays portable.
    public static AdaptiveKernel ofProcess() {
        return PROCESS;
    }

    /// Allows one trial of the kernels there are, when it is worth it.
    ///
    /// @param background runs it, for about a second, on a thread that `nanos` can measure
    /// @param nanos a clock, best one of the current thread's processor time
    public void arm(Executor background, LongSupplier nanos, RandomGenerator random) {
        trial.set(() -> background.execute(() -> choose(new KernelTrial(nanos, random))));
    }

    /// The kernel in use now.
    public KernelKind kind() {
        return current.kind();
    }

    private void choose(KernelTrial trial) {
        List<KernelTrial.Candidate> candidates = Arrays.stream(KernelKind.values())
                .flatMap(kind -> kind.load().stream().map(kernel -> new KernelTrial.Candidate(kind, kernel)))
                .toList();
        current = trial.fastest(candidates);
    }

    private void count(long bytes) {
        if (trial.get() != NO_TRIAL && coded.addAndGet(bytes) >= TRIAL_AFTER_BYTES) {
            trial.getAndSet(NO_TRIAL).run();
        }
    }

    @Override
    public Product prepare(byte[][] matrix) {
        byte[][] copy = Arrays.stream(matrix).map(byte[]::clone).toArray(byte[][]::new);
        return new AdaptiveProduct(copy, Prepared.by(current.kernel(), copy));
    }

    private record Prepared(GfKernel kernel, Product product) {
        static Prepared by(GfKernel kernel, byte[][] matrix) {
            return new Prepared(kernel, kernel.prepare(matrix));
        }
    }

    private final class AdaptiveProduct implements Product {
        private final byte[][] matrix;
        private volatile Prepared prepared;

        AdaptiveProduct(byte[][] matrix, Prepared prepared) {
            this.matrix = matrix;
            this.prepared = prepared;
        }

        @Override
        public void apply(byte[][] from, byte[][] to, int offset, int length) {
            GfKernel kernel = current.kernel();
            Prepared ready = prepared;
            if (ready.kernel != kernel) {
                ready = Prepared.by(kernel, matrix);
                prepared = ready;
            }
            ready.product.apply(from, to, offset, length);
            count((long) from.length * length);
        }
    }
}
