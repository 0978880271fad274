package souk.core.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.core.erasure.KernelTrial.Candidate;

final class KernelChoiceTest {
    private final FakeClock clock = new FakeClock();
    private final KernelTrial trial = new KernelTrial(() -> clock.now, new Random(1));

    private static final class FakeClock {
        private long now;
    }

    /// The portable kernel with the speed of the test's choice.
    private GfKernel taking(long nanos) {
        return matrix -> {
            GfKernel.Product product = GfKernel.portable().prepare(matrix);
            return (from, to, offset, length) -> {
                product.apply(from, to, offset, length);
                clock.now += nanos;
            };
        };
    }

    /// Gets the last byte wrong, where a vector does not reach.
    private GfKernel wrongTaking(long nanos) {
        return matrix -> {
            GfKernel.Product product = taking(nanos).prepare(matrix);
            return (from, to, offset, length) -> {
                product.apply(from, to, offset, length);
                to[to.length - 1][offset + length - 1]++;
            };
        };
    }

    @Test
    void takesTheFastest() {
        var twin = new Candidate(KernelKind.PORTABLE, taking(4_000_000));
        var vector = new Candidate(KernelKind.VECTOR, taking(1_000_000));
        var library = new Candidate(KernelKind.ISA_L, taking(2_000_000));

        assertThat(trial.fastest(List.of(twin, vector, library))).isEqualTo(vector);
        assertThat(trial.fastest(List.of(twin, library, vector))).isEqualTo(vector);
        assertThat(trial.fastest(List.of(twin))).isEqualTo(twin);
    }

    @Test
    void neverTakesOneThatErrs() {
        var twin = new Candidate(KernelKind.PORTABLE, taking(4_000_000));
        var library = new Candidate(KernelKind.ISA_L, wrongTaking(1_000_000));

        assertThat(trial.fastest(List.of(twin, library))).isEqualTo(twin);
    }

    @Test
    void staysWithTheTwinInDoubt() {
        var twin = new Candidate(KernelKind.PORTABLE, taking(4_000_000));
        var vector = new Candidate(KernelKind.VECTOR, taking(3_900_000));

        assertThat(trial.fastest(List.of(twin, vector))).isEqualTo(twin);
    }

    @Test
    void isPatientWithWhatMustBeCompiledFirst() {
        var twin = new Candidate(KernelKind.PORTABLE, taking(4_000_000));
        GfKernel compiledLater = matrix -> {
            GfKernel.Product slow = taking(20_000_000).prepare(matrix);
            GfKernel.Product fast = taking(1_000_000).prepare(matrix);
            long begun = clock.now;
            return (from, to, offset, length) ->
                    (clock.now - begun < 300_000_000 ? slow : fast).apply(from, to, offset, length);
        };
        var vector = new Candidate(KernelKind.VECTOR, compiledLater);

        assertThat(trial.fastest(List.of(twin, vector))).isEqualTo(vector);
    }

    @Test
    void triesOnceAndOnlyWhenMuchIsCoded() {
        var tasks = new ArrayList<Runnable>();
        var kernel = new AdaptiveKernel();
        GfKernel.Product product = kernel.prepare(new byte[][] {{3}});
        byte[][] from = {new byte[8 << 20]};
        new Random(2).nextBytes(from[0]);
        var before = new byte[1][8 << 20];
        var after = new byte[1][8 << 20];
        kernel.arm(tasks::add, System::nanoTime, new Random(3));

        product.apply(from, before, 0, 8 << 20);
        assertThat(tasks).isEmpty();
        for (long coded = 0; coded < 2 * AdaptiveKernel.TRIAL_AFTER_BYTES; coded += 8 << 20) {
            product.apply(from, before, 0, 8 << 20);
        }
        assertThat(tasks).hasSize(1);
        assertThat(kernel.kind()).isEqualTo(KernelKind.PORTABLE);
        tasks.getFirst().run();
        product.apply(from, after, 0, 8 << 20);

        assertThat(after).isDeepEqualTo(before);
    }

    @Test
    void isNeverTriedUnlessArmed() {
        var kernel = new AdaptiveKernel();
        GfKernel.Product product = kernel.prepare(new byte[][] {{3}});
        var arrays = new byte[1][16 << 20];

        for (long coded = 0; coded < AdaptiveKernel.TRIAL_AFTER_BYTES; coded += 16 << 20) {
            product.apply(arrays, new byte[1][16 << 20], 0, 16 << 20);
        }

        assertThat(kernel.kind()).isEqualTo(KernelKind.PORTABLE);
    }

    @Test
    void theVectorKernelIsThereWithItsModule() {
        assertThat(KernelKind.VECTOR.load()).isPresent();
    }

    @Test
    void theGfniKernelIsThereWhereTheBuildMadeIt() throws IOException {
        var cpu = Path.of("/proc/cpuinfo");
        assumeThat(Path.of(System.getProperty("souk.gf.library"))).exists();
        assumeThat(cpu).exists();
        assumeThat(Files.readString(cpu)).contains(" gfni", " avx512f", " avx512bw");

        assertThat(KernelKind.GFNI.load()).isPresent();
    }

    @Test
    void theGfniKernelIsAbsentWithoutItsLibrary(@TempDir Path folder) throws IOException {
        var text = Files.writeString(folder.resolve("libsouk_gf.so"), "no library");

        assertThat(GfniKernel.load(text)).isEmpty();
        assertThat(GfniKernel.load(folder.resolve("nothing.so"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesRangesOutsideTheArrays(KernelKind kind) {
        kind.load().ifPresent(kernel -> {
            GfKernel.Product product = kernel.prepare(new byte[][] {{1, 2}});
            assertThatThrownBy(() -> product.apply(new byte[2][600], new byte[1][600], 1, 600))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> product.apply(new byte[2][600], new byte[1][500], 0, 600))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> product.apply(new byte[3][600], new byte[1][600], 0, 600))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }
}
