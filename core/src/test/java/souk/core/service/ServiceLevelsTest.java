package souk.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.Vectors;
import souk.core.eip712.TypedData;
import souk.core.error.SoukException;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Against the vectors that the contract is checked against (`contracts/scripts/service-vectors.mjs`).
final class ServiceLevelsTest {
    private static final JsonObject FILE = Vectors.object("service.json");
    private static final LeaseId LEASE = new LeaseId(FILE.text("lease"));
    private static final long EPOCH = FILE.integer("epoch");
    private static final Reading READING = new Reading(999_500, 41_000, Reading.UNMEASURED, 1_000_000, 2_500_000);

    @Test
    void hashesTermsAsTheContractDoes() {
        var terms = FILE.object("terms");
        var objectives = terms.array("objectives")
                .objects()
                .map(one -> new Objective(
                        Indicator.values()[Math.toIntExact(one.integer("indicator"))], one.integer("target")))
                .toList();

        assertThat(new ServiceTerms(new Digest(terms.text("document")), new Address(terms.text("schedule")), objectives)
                        .hash())
                .isEqualTo(new Digest(FILE.text("slo")));
    }

    /// The numbers of `ServiceReadings.shortfall` in Solidity: in parts per million of the target, rounded down.
    @Test
    void tellsWhatIsMissedAndByHowMuch() {
        var available = new Objective(Indicator.AVAILABILITY, 999_000);
        var quick = new Objective(Indicator.LATENCY, 40_000);

        assertThat(available.shortfall(Reading.ofProbes(750_000, 1))).isEqualTo(249_249);
        assertThat(available.shortfall(Reading.ofProbes(999_000, 1))).isZero();
        assertThat(quick.shortfall(Reading.ofProbes(1, 41_000))).isEqualTo(25_000);
        assertThat(quick.shortfall(Reading.ofProbes(1, Reading.UNMEASURED))).isZero();
        assertThat(new Objective(Indicator.LATENCY, 3_000_000).isMissed(Reading.ofProbes(1, 3_000_001)))
                .isTrue();
        assertThat(new ServiceTerms(Digest.ZERO, new Address("0x" + "1".repeat(40)), List.of(available, quick))
                        .missed(Reading.ofProbes(999_000, 41_000)))
                .containsExactly(quick);
    }

    @Test
    void readsTermsThatItWrote() {
        var terms = new ServiceTerms(
                Digest.ZERO, new Address("0x" + "1".repeat(40)), List.of(new Objective(Indicator.START_TIME, 7)));

        assertThat(ServiceTerms.from(terms.toJson())).isEqualTo(terms);
        assertThatThrownBy(() -> new ServiceTerms(Digest.ZERO, terms.schedule(), List.of()))
                .isInstanceOf(SoukException.class);
    }

    @Test
    void commitsAsTheContractDoes() {
        var measurement =
                new Measurement(LEASE, EPOCH, new Address(FILE.text("member")), READING, new Digest(FILE.text("salt")));

        assertThat(measurement.commitment()).isEqualTo(new Digest(FILE.text("commitment")));
    }

    @Test
    void hashesCoSignedReadingsAsTheContractDoes() {
        var message = new ServiceReading(LEASE, EPOCH, READING);
        var domain = Vectors.object("eip712.json").object("domain");

        assertThat(message.structHash()).isEqualTo(new Digest(FILE.text("structHash")));
        assertThat(TypedData.digest(
                        new TypedData.Domain(domain.integer("chainId"), new Address(domain.text("verifyingContract"))),
                        message))
                .isEqualTo(new Digest(FILE.text("digest")));
    }

    @Test
    void readsReadingsThatItWrote() {
        assertThat(READING).hasToString("999500 41000 - 1000000 2500000");
        assertThat(Reading.parse(READING.toString())).isEqualTo(READING);
        assertThat(Reading.of(READING.words())).isEqualTo(READING);
        for (var text : List.of("", "1 2 3 4", "1 2 3 4 x", "1000001 - - - -", "-2 - - - -")) {
            assertThatThrownBy(() -> Reading.parse(text)).as(text).isInstanceOf(SoukException.class);
        }
        assertThatThrownBy(() -> new Objective(Indicator.LATENCY, 0)).isInstanceOf(SoukException.class);
    }
}
