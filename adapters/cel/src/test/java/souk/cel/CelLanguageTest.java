package souk.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.economy.Attribute;
import souk.economy.Condition;
import souk.economy.Demand;
import souk.economy.Truth;

class CelLanguageTest {
    private final CelLanguage language = new CelLanguage();

    @Test
    void splitsATextIntoItsConjuncts() {
        var demands = language.demands(
                "region == 'eu-west' && (hardware.cpu >= 4000 || \"h100\" == hardware.gpu.model) && 'wasm' in runtimes");

        assertThat(demands)
                .extracting(Demand::text)
                .containsExactly(
                        "region == \"eu-west\"",
                        "hardware.cpu >= 4000 || \"h100\" == hardware.gpu.model",
                        "\"wasm\" in runtimes");
        assertThat(demands)
                .extracting(Demand::condition)
                .containsExactly(
                        new Condition.OneOf(Attribute.REGION, List.of("eu-west")),
                        new Condition.Any(List.of(
                                new Condition.Between(Attribute.CPU, BigInteger.valueOf(4_000), Condition.Between.MOST),
                                new Condition.OneOf(Attribute.GPU_MODEL, List.of("h100")))),
                        new Condition.OneOf(Attribute.RUNTIMES, List.of("wasm")));
    }

    @Test
    void turnsComparisonsRound() {
        assertThat(condition("10 > latency['fra']"))
                .isEqualTo(new Condition.Between(Attribute.latency("fra"), BigInteger.ZERO, BigInteger.valueOf(9)));
        assertThat(condition("latency.fra != 5"))
                .isEqualTo(new Condition.Not(
                        new Condition.Between(Attribute.latency("fra"), BigInteger.valueOf(5), BigInteger.valueOf(5))));
        assertThat(condition("has(latency.fra)")).isEqualTo(new Condition.Known(Attribute.latency("fra")));
        assertThat(condition("'fra' in latency")).isEqualTo(new Condition.Known(Attribute.latency("fra")));
    }

    @Test
    void leavesToAProgramWhatColumnsCannotAnswer() {
        assertThat(condition("hardware.cpu * 4 > hardware.memory").isCostly()).isTrue();
        assertThat(condition("certificates.exists(it, it.startsWith('iso'))").isCostly())
                .isTrue();
        assertThat(condition("region.startsWith('eu-') || country in ['DE', 'FR']")
                        .isCostly())
                .isFalse();
    }

    @Test
    void computesWithThreeValues() {
        var known = Map.<String, Object>of(
                "quantity", 5L, "payer", "0xab", "regions", List.of("eu-west"), "constraints", "");

        assertThat(terms("quantity < 10 && payer != '0xcd'", known)).isEqualTo(Truth.TRUE);
        assertThat(terms("quantity > 10", known)).isEqualTo(Truth.FALSE);
        assertThat(terms("deposit > 10", known)).isEqualTo(Truth.UNKNOWN);
        assertThat(terms("deposit > 10 || quantity == 5", known)).isEqualTo(Truth.TRUE);
        assertThat(terms("deposit > 10 && quantity == 6", known)).isEqualTo(Truth.FALSE);
        assertThat(terms("quantity / 0 == 1", known)).isEqualTo(Truth.UNKNOWN);
        assertThat(terms("regions.all(it, it.startsWith('eu-'))", known)).isEqualTo(Truth.TRUE);
    }

    @Test
    void saysWhereATextNamesAnUnknownAttributeAndWhichThereAre() {
        assertThatThrownBy(() -> language.demands("region == 'a' &&\n  hardware.cups > 4"))
                .isInstanceOfSatisfying(
                        SoukException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageContaining("line 2, column 3")
                .hasMessageContaining("hardware.cpu, ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 + 1",
                "region",
                "region = 'a'",
                "region == 4",
                "price > 1",
                "certificates.map(it, it + it).size() > 1",
                "[1,2,3].all(a, [1,2,3].all(b, certificates.all(c, certificates.all(d, c == d))))",
                "'a' + ('a' + ('a' + ('a' + ('a' + ('a' + ('a' + ('a' + ('a' + ('a' + ('a' + ('a' + region))))))))))) == 'x'",
                "souk.unknown.Type{} == region"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> language.demands(text))
                .isInstanceOfSatisfying(
                        SoukException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    void refusesTextsThatAreTooLongOrTooDeep() {
        assertThatThrownBy(() -> language.demands("true || ".repeat(600) + "true"))
                .isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> language.demands("(".repeat(1_000) + "true" + ")".repeat(1_000)))
                .isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> language.demands("[".repeat(100) + "]".repeat(100) + " == []"))
                .isInstanceOf(SoukException.class);
        assertThat(language.demands("!".repeat(3_000) + "true")).hasSize(1);
    }

    private Condition condition(String text) {
        return language.demands(text).getFirst().condition();
    }

    private Truth terms(String text, Map<String, Object> values) {
        Function<String, Optional<Object>> known = name -> Optional.ofNullable(values.get(name));
        return language.terms(text).test(known);
    }
}
