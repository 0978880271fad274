package souk.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.fuzz.Fuzz;

final class JsonFuzzTest {
    private static final int INPUTS = 30_000;

    /// What is read is written and read again as the same; what is not is refused with its code.
    @Test
    void readsWhatItWritesAndRefusesTheRest() {
        Fuzz.of("json").run(INPUTS, input -> {
            try {
                var value = Json.parse(input);
                assertThat(Json.parse(value.canonical()).canonical()).isEqualTo(value.canonical());
            } catch (SoukException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_JSON);
            }
        });
    }

    /// `Character.digit` knows the digits of every script.
    @Test
    void refusesEscapesInForeignDigits() {
        assertThatThrownBy(() -> Json.parse("\"\\u\uff11\uff12\uff13\uff14\"".getBytes(UTF_8)))
                .isInstanceOf(SoukException.class);
    }
}
