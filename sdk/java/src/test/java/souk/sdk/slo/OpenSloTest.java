package souk.sdk.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.service.Indicator;
import souk.core.service.Objective;
import souk.core.value.Address;

final class OpenSloTest {
    private static final Address MARKETS_OWN = new Address("0x" + "a".repeat(40));
    private static final String DOCUMENT = """
            apiVersion: openslo/v1
            kind: SLO
            metadata:
              name: quick
              displayName: Quick storage
              annotations:
                souk/penalty-schedule: "0x00000000000000000000000000000000000000ff"
            spec:
              service: storage
              description: answers soon
              timeWindow:
                - duration: 1m
                  isRolling: false
              budgetingMethod: Occurrences
              objectives:
                - displayName: p95
                  op: lte
                  value: 0.25
                  target: 0.95
                  indicator:
                    metadata: {name: latency}
                    spec:
                      thresholdMetric: {metricSource: {type: Souk, spec: {metric: latency}}}
                - targetPercent: 99.95
                  indicator:
                    spec:
                      ratioMetric: {rawType: success, raw: {metricSource: {type: Souk, spec: {metric: availability}}}}
                - op: gte
                  value: 1000000
                  target: 1
                  indicator:
                    spec:
                      thresholdMetric: {metricSource: {type: Souk, spec: {metric: throughput}}}
            """;

    @Test
    void readsObjectivesInTheUnitsOfTheContract() {
        var slo = OpenSlo.parse(DOCUMENT);

        assertThat(slo.objectives())
                .containsExactly(
                        new Objective(Indicator.AVAILABILITY, 999_500),
                        new Objective(Indicator.LATENCY, 250_000),
                        new Objective(Indicator.THROUGHPUT, 1_000_000));
        assertThat(slo.window()).contains(Duration.ofMinutes(1));
        assertThat(slo.terms(MARKETS_OWN, Duration.ofSeconds(60)).schedule())
                .isEqualTo(new Address("0x00000000000000000000000000000000000000ff"));
    }

    @Test
    void hashesWhatIsSaidAndNotHowItIsWritten() {
        var other = DOCUMENT.replace("1m", "60s")
                .replace("targetPercent: 99.95", "target: 0.9995")
                .replace("value: 0.25", "value: 0.250");
        var stricter = DOCUMENT.replace("0.25", "0.24");

        assertThat(OpenSlo.parse("# a remark\n" + other).document())
                .isEqualTo(OpenSlo.parse(DOCUMENT).document());
        assertThat(OpenSlo.parse(stricter).document())
                .isNotEqualTo(OpenSlo.parse(DOCUMENT).document());
        assertThat(OpenSlo.parse(DOCUMENT.replace("Quick", "Slow")).document())
                .isNotEqualTo(OpenSlo.parse(DOCUMENT).document());
    }

    @Test
    void isJudgedByEpochsOnly() {
        var slo = OpenSlo.parse(DOCUMENT);

        assertThatThrownBy(() -> slo.terms(MARKETS_OWN, Duration.ofDays(1)))
                .hasMessageContaining("windows of 60s")
                .hasMessageContaining("86400s");
    }

    @Test
    void takesTheMarketsScheduleWhereNoneIsNamed() {
        var storage = OpenSlo.parse(OpenSlo.storageText());

        assertThat(storage.terms(MARKETS_OWN, Duration.ofDays(1)).schedule()).isEqualTo(MARKETS_OWN);
        assertThat(storage.objectives())
                .extracting(Objective::indicator)
                .containsExactly(Indicator.AVAILABILITY, Indicator.LATENCY, Indicator.DURABILITY);
    }

    /// What is changed, into what, and what the refusal says.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "openslo/v1 | openslo/v2alpha | line 1, column 13: 'apiVersion' must be openslo/v1",
                "kind: SLO | kind: Service | line 2, column 7: 'kind' must be SLO",
                "name: quick | name: Quick! | line 4, column 9: a name has",
                "service: storage | alertPolicies: [] | 'alertPolicies' is not supported here",
                "Occurrences | Timeslices | 'budgetingMethod' must be Occurrences, not Timeslices",
                "isRolling: false | isRolling: true | write 'isRolling: false'",
                "duration: 1m | duration: 1M | a duration is written like",
                "duration: 1m | duration: 28d | a day at most",
                "op: lte | op: gte | 'op' must be lte",
                "value: 0.25 | value: soon | a number such as",
                "value: 0.25 | value: 0.0000001 | six decimals of a second",
                "value: 0.25 | value: 0 | above 0",
                "target: 0.95 | target: 0.99 | write 'target: 0.95'",
                "targetPercent: 99.95 | targetPercent: 99.99999 | six decimals at most",
                "targetPercent: 99.95 | targetPercent: 101 | at most 1",
                "target: 1 | target: 0.9 | each epoch counts",
                "metric: throughput | metric: latency | there is an objective for 'latency' already",
                "metric: throughput | metric: cpu | it measures availability, latency, throughput",
                "metric: throughput | metric: durability | is a ratio",
                "metric: availability | metric: latency | is no ratio",
                "type: Souk | type: Prometheus | 'type' must be Souk",
                "rawType: success | rawType: failure | 'rawType' must be success",
                "0x00000000000000000000000000000000000000ff | 0xff | the address of a contract",
            })
    void refusesWithLineAndColumn(String before, String after, String complaint) {
        assertThatThrownBy(() -> OpenSlo.parse(DOCUMENT.replace(before, after)))
                .hasMessageContaining(complaint)
                .hasMessageStartingWith("line ")
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SLO));
    }

    @Test
    void refusesWhatIsNoDocument() {
        for (var text : List.of("", "[", "- a", "a: b\n---\nc: d")) {
            assertThatThrownBy(() -> OpenSlo.parse(text)).as(text).isInstanceOf(SoukException.class);
        }
    }
}
