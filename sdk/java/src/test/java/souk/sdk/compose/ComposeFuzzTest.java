package souk.sdk.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.fuzz.Fuzz;

final class ComposeFuzzTest {
    private static final int INPUTS = 10_000;

    /// A file is taken, or refused with its code; nothing else comes out.
    @Test
    void takesOrRefusesEveryFile() {
        Fuzz.of("compose").run(INPUTS, input -> {
            try {
                var service = ComposeFile.parse(new String(input, UTF_8)).service();
                assertThat(service.cpuMillis()).isBetween(1, 64_000);
                assertThat(service.memoryBytes()).isNotNegative();
                assertThat(service.outputBytes()).isNotNegative();
            } catch (SoukException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_COMPOSE);
            }
        });
    }
}
