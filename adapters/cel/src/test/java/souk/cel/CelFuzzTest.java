package souk.cel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.fuzz.Fuzz;
import souk.economy.Attribute;
import souk.economy.Condition;
import souk.economy.Program;

final class CelFuzzTest {
    private static final int INPUTS = 4_000;

    private static final Map<String, Object> VALUES = Map.of(
            "region", "eu-west",
            "certificates", List.of("iso27001", "soc2"),
            "runtimes", List.of("wasm"),
            "hardware.cpu", 4_000L,
            "latency", Map.of("fra", 4L),
            "quantity", Long.MAX_VALUE,
            "regions", List.of("eu-west"));

    private final CelLanguage language = new CelLanguage();

    /// A text is taken or refused with its code, and whatever was taken can be asked and costs no more than it may.
    @Test
    void takesOrRefusesEveryText() {
        Fuzz.of("cel").run(INPUTS, input -> {
            var text = new String(input, UTF_8);
            refusedOr(() -> language.demands(text).forEach(it -> run(it.condition())));
            refusedOr(() -> ask(language.terms(text)));
        });
    }

    private static void refusedOr(Runnable action) {
        try {
            action.run();
        } catch (SoukException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        }
    }

    private static void run(Condition condition) {
        assertThat(condition.attributes()).doesNotContainNull();
        switch (condition) {
            case Condition.All(var parts) -> parts.forEach(CelFuzzTest::run);
            case Condition.Any(var parts) -> parts.forEach(CelFuzzTest::run);
            case Condition.Not(var part) -> run(part);
            case Condition.Computed(var inputs, var program) -> {
                assertThat(inputs).isSubsetOf(Attribute.all());
                ask(program);
            }
            case Condition.Between _, Condition.OneOf _, Condition.Known _ -> {}
        }
    }

    private static void ask(Program program) {
        assertThat(program.cost()).isBetween(1, Program.MAX_COST);
        Function<String, Optional<Object>> values = name -> Optional.ofNullable(VALUES.get(name));
        assertThat(program.test(values)).isNotNull();
    }
}
