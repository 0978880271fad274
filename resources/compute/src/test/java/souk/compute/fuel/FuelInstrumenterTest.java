package souk.compute.fuel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import souk.compute.Modules;

class FuelInstrumenterTest {
    private static final long PLENTY = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"control", "hello", "count", "bulk"})
    void anInstrumentedProgramPrintsTheSame(String program) throws Exception {
        byte[] original = Modules.read(program);

        byte[] instrumented = instrument(original, PLENTY).bytes();

        assertThat(printed(instrumented, true)).isEqualTo(printed(original, true));
    }

    /// The figures follow from the rules of counting, by hand.
    @ParameterizedTest
    @CsvSource({"count, 8004", "hello, 12", "trap, 4"})
    void chargesWhatIsExecuted(String program, long instructions) throws Exception {
        assertThat(used(program, true)).isEqualTo(instructions);
    }

    /// A round has 16 instructions, and 64 KiB cost 1,024 more each time.
    @Test
    void bulkInstructionsAreChargedBySize() throws Exception {
        assertThat(used("bulk", true)).isEqualTo(100 * (16 + 2 * 1_024));
    }

    @Test
    void compilerAndInterpreterCountTheSame() throws Exception {
        assertThat(used("control", true)).isEqualTo(used("control", false)).isGreaterThan(1_000);
    }

    @Test
    void exactlyEnoughFuelIsEnough() throws Exception {
        byte[] program = Modules.read("count");

        var enough = start(instrument(program, 8_004).bytes(), new ByteArrayOutputStream(), true);
        enough.export("_start").apply();

        assertThat(enough.exports().global(FuelInstrumenter.FUEL_EXPORT).getValue())
                .isZero();
    }

    @Test
    void oneInstructionTooFewTraps() throws Exception {
        var starved = start(instrument(Modules.read("count"), 8_003).bytes(), new ByteArrayOutputStream(), true);

        assertThatThrownBy(() -> starved.export("_start").apply()).hasMessageContaining("unreachable");
        assertThat(starved.exports().global(FuelInstrumenter.FUEL_EXPORT).getValue())
                .isNegative();
    }

    @Test
    void theRewrittenModuleCannotBeInstrumentedAgain() throws Exception {
        byte[] once = instrument(Modules.read("hello"), 1).bytes();

        assertThatThrownBy(() -> instrument(once, PLENTY)).isInstanceOf(ModuleRefusedException.class);
    }

    @Test
    void noPrefixOfAModuleIsAccepted() {
        byte[] program = Modules.read("control");

        for (int length = 0; length < program.length; length++) {
            byte[] prefix = Arrays.copyOf(program, length);
            boolean endsBehindASection = isAcceptable(prefix);
            assertThat(endsBehindASection).as("prefix of %d bytes", length).isFalse();
        }
    }

    private static boolean isAcceptable(byte[] program) {
        try {
            instrument(program, PLENTY);
            return true;
        } catch (ModuleRefusedException e) {
            return false;
        }
    }

    private static MeteredModule instrument(byte[] program, long fuel) throws ModuleRefusedException {
        return FuelInstrumenter.instrument(program, fuel, 16, (from, name) -> from.equals(FuelInstrumenter.WASI));
    }

    private static long used(String program, boolean compiled) throws ModuleRefusedException {
        var metered = instrument(Modules.read(program), PLENTY);
        var instance = start(metered.bytes(), new ByteArrayOutputStream(), compiled);
        try {
            instance.export("_start").apply();
        } catch (RuntimeException e) {
            assertThat(program).isEqualTo("trap");
        }
        return metered.used(instance.global(metered.fuelGlobal()).getValue());
    }

    private static byte[] printed(byte[] program, boolean compiled) {
        var out = new ByteArrayOutputStream();
        start(program, out, compiled).export("_start").apply();
        return out.toByteArray();
    }

    private static Instance start(byte[] program, ByteArrayOutputStream out, boolean compiled) {
        var parsed = Parser.parse(program);
        var wasi = WasiPreview1.builder()
                .withOptions(WasiOptions.builder().withStdout(out).build())
                .build();
        var builder = Instance.builder(parsed)
                .withStart(false)
                .withImportValues(ImportValues.builder()
                        .addFunction(wasi.toHostFunctions())
                        .build());
        return compiled
                ? builder.withMachineFactory(MachineFactoryCompiler.compile(parsed))
                        .build()
                : builder.build();
    }
}
