package souk.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.SoukException;

final class CanonicalJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
    void writesThePublishedVectors(String name) {
        var canonical = Json.parse(resource("input/" + name)).canonical();

        assertThat(canonical).isEqualTo(resource("output/" + name));
        assertThat(Json.parse(canonical).canonical()).isEqualTo(canonical);
    }

    /// ECMAScript number samples from RFC 8785, appendix B.
    @ParameterizedTest
    @CsvSource({
        "0000000000000000,0",
        "8000000000000000,0",
        "0000000000000001,5e-324",
        "8000000000000001,-5e-324",
        "7fefffffffffffff,1.7976931348623157e+308",
        "4340000000000000,9007199254740992",
        "4430000000000000,295147905179352830000",
        "44b52d02c7e14af5,9.999999999999997e+22",
        "44b52d02c7e14af6,1e+23",
        "444b1ae4d6e2ef4e,999999999999999700000",
        "444b1ae4d6e2ef50,1e+21",
        "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d,0.000001",
        "41b3de4355555553,333333333.3333332",
        "becbf647612f3696,-0.0000033333333333333333"
    })
    void printsNumbersAsEcmaScript(String bits, String expected) {
        var number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(new Json.Number(number)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "01",
                "1.",
                "+1",
                "\"\\x\"",
                "\"\t\"",
                "nul",
                "[1] 2",
                "1e999",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{a:1}",
                "'a'",
                "[1 2]"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(SoukException.class);
    }

    @org.junit.jupiter.api.Test
    void refusesDeepNesting() {
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("nested deeper");
    }

    private static byte[] resource(String path) {
        var file = "/vectors/jcs/testdata/" + path + ".json";
        try (var in = java.util.Objects.requireNonNull(CanonicalJsonTest.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
