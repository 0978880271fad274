package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.economy.Samples.big;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Region;

class PriceIndexTest {
    private static final PriceTerms TERMS = new PriceTerms(700_000, big(1_000), big(1_000_000));

    @Test
    void namesPricesAsTheContractDoes() {
        var keys = vectors().array("keys").objects().toList();

        assertThat(keys).hasSize(6).allSatisfy(it -> {
            var key = new PriceKey(
                    ResourceClass.of(it.integer("resourceClass")),
                    new Address(it.text("asset")),
                    new Region(it.text("region")));
            assertThat(key.digest().hex()).isEqualTo(it.text("key"));
        });
    }

    @Test
    void movesPricesAsTheContractDoes() {
        var moves = vectors().array("moves").objects().toList();

        assertThat(moves).hasSize(120).allSatisfy(it -> {
            var terms = new PriceTerms(Math.toIntExact(it.integer("target")), it.amount("min"), it.amount("max"));
            var next = terms.next(it.amount("price"), Math.toIntExact(it.integer("utilisation")));
            assertThat(next).isEqualTo(it.amount("next"));
        });
    }

    @Property(tries = 500)
    void aPriceMovesByAnEighthAtMostAndStaysWithinItsBounds(
            @ForAll @BigRange(min = "1000", max = "1000000") BigInteger price,
            @ForAll @IntRange(max = PriceTerms.FULL) int utilisation) {
        var next = TERMS.next(price, utilisation);

        assertThat(next.subtract(price).abs()).isLessThanOrEqualTo(price.divide(big(PriceTerms.STEP)));
        assertThat(next).isBetween(TERMS.min(), TERMS.max());
        assertThat(Integer.signum(next.compareTo(price)) * Integer.signum(utilisation - TERMS.target()))
                .isNotNegative();
    }

    /// However utilisation wanders, no path leaves the bounds, and at the target the price stands still.
    @Property(tries = 200)
    void higherUtilisationNeverMeansALowerPrice(
            @ForAll @BigRange(min = "1000", max = "1000000") BigInteger price,
            @ForAll @IntRange(max = PriceTerms.FULL) int one,
            @ForAll @IntRange(max = PriceTerms.FULL) int other) {
        assertThat(TERMS.next(price, Math.max(one, other)))
                .isGreaterThanOrEqualTo(TERMS.next(price, Math.min(one, other)));
        assertThat(TERMS.next(price, TERMS.target())).isEqualTo(price);
    }

    @Test
    void aDeviationIsRoundedDown() {
        assertThat(PriceTerms.limit(big(999), 1_000)).isEqualTo(big(1_098));
        assertThat(PriceTerms.limit(big(999), 0)).isEqualTo(big(999));
    }

    @Test
    void refusesTermsWithoutAMiddle() {
        assertThatThrownBy(() -> new PriceTerms(0, big(1), big(2))).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> new PriceTerms(PriceTerms.FULL, big(1), big(2)))
                .isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> new PriceTerms(1, big(0), big(2))).isInstanceOf(SoukException.class);
        assertThatThrownBy(() -> new PriceTerms(1, big(3), big(2))).isInstanceOf(SoukException.class);
    }

    @Test
    void tellsNothingOfTooFewProviders() {
        assertThat(utilisation(2, 100, 50).partsPerMillion()).isEmpty();
        assertThat(utilisation(3, 0, 0).partsPerMillion()).isEmpty();
        assertThat(utilisation(3, 3, 2).partsPerMillion()).hasValue(666_666);
        assertThat(utilisation(3, 2, 3).partsPerMillion()).as("more than all").hasValue(PriceTerms.FULL);
    }

    @Test
    void utilisationReadsWhatItWrote() {
        var utilisation = utilisation(3, 100, 50);

        assertThat(Utilisation.from(utilisation.toJson())).isEqualTo(utilisation);
    }

    private static Utilisation utilisation(int providers, long offered, long reserved) {
        return new Utilisation(ResourceClass.STORAGE, new Region("eu-west-1"), providers, big(offered), big(reserved));
    }

    private static JsonObject vectors() {
        try (var in = Objects.requireNonNull(PriceIndexTest.class.getResourceAsStream("/vectors/prices.json"))) {
            return Json.parseObject(in.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
