package souk.sdk.slo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.fuzz.Fuzz;

final class OpenSloFuzzTest {
    private static final int INPUTS = 10_000;

    /// A document is taken, or refused with its code; nothing else comes out.
    @Test
    void takesOrRefusesEveryDocument() {
        Fuzz.of("openslo").run(INPUTS, input -> {
            try {
                assertThat(OpenSlo.parse(new String(input, UTF_8)).objectives()).isNotEmpty();
            } catch (SoukException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_SLO);
            }
        });
    }
}
