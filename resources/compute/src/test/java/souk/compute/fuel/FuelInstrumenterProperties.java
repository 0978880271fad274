package souk.compute.fuel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.compute.Modules;

class FuelInstrumenterProperties {
    /// Whatever the bytes are, the answer is a module or a refusal: never another exception, never an endless loop.
    @Property(tries = 2_000)
    void damagedModulesAreRewrittenOrRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int flips) {
        byte[] program = damaged("control", seed, flips);

        boolean accepted = accepts(program);

        assertThat(accepted).isIn(true, false);
    }

    @Property(tries = 500)
    void randomBytesAreRefused(@ForAll byte[] bytes) {
        assertThat(accepts(bytes)).isFalse();
    }

    private static byte[] damaged(String name, long seed, int flips) {
        byte[] program = Modules.read(name);
        var random = new Random(seed);
        for (int i = 0; i < flips; i++) {
            program[8 + random.nextInt(program.length - 8)] = (byte) random.nextInt();
        }
        return program;
    }

    private static boolean accepts(byte[] program) {
        try {
            FuelInstrumenter.instrument(program, 1_000, 16, (from, name) -> true);
            return true;
        } catch (ModuleRefusedException e) {
            return false;
        }
    }
}
