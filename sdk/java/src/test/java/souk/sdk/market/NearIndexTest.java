package souk.sdk.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Offer;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.economy.Hardware;
import souk.economy.OfferListing;
import souk.economy.PriceKey;
import souk.economy.ProviderProfile;

final class NearIndexTest {
    private static final Address ASSET = new Address("0x" + "a".repeat(40));
    private static final OfferListing NEAR = listing("eu-west-1", 1_100);
    private static final OfferListing FAR = listing("eu-west-1", 1_101);
    private static final OfferListing UNLISTED = listing("nowhere", 1);
    private static final Map<Digest, BigInteger> INDEX = Map.of(
            new PriceKey(ResourceClass.STORAGE, ASSET, new Region("eu-west-1")).digest(), BigInteger.valueOf(1_000));

    private final NearIndex index = new NearIndex(key -> Optional.ofNullable(INDEX.get(key)), 1_000);

    @Test
    void takesWhatIsAtMostTheDeviationAboveTheBasePriceOfItsRegion() {
        assertThat(index.of(List.of(NEAR, FAR, UNLISTED), 1)).containsExactly(NEAR);
    }

    @Test
    void saysHowFarTheNearestMissIs() {
        assertThatThrownBy(() -> index.of(List.of(FAR, UNLISTED), 1))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRICE_TOO_HIGH))
                .hasMessageContaining("0 of 2 providers that fit are at most 10.00 % above")
                .hasMessageContaining("10.10 % above");
    }

    @Test
    void saysThatNoBasePriceIsListed() {
        assertThatThrownBy(() -> index.of(List.of(UNLISTED), 1)).hasMessageContaining("no base price is listed");
    }

    @Test
    void readsDeviationsAsPeopleWriteThem() {
        assertThat(Deviation.parse("10%")).isEqualTo(1_000);
        assertThat(Deviation.parse("2.5%")).isEqualTo(250);
        assertThat(Deviation.parse("655.35%")).isEqualTo(65_535);
        for (var wrong : List.of("10", "-1%", "1.234%", "655.36%", "%", "ten%")) {
            assertThatThrownBy(() -> Deviation.parse(wrong)).isInstanceOf(SoukException.class);
        }
    }

    private static OfferListing listing(String region, long price) {
        var profile = new ProviderProfile(new Region(region), "IE", List.of(), new Hardware(1, 1, 1));
        var offer = new Offer(
                ASSET,
                ResourceClass.STORAGE,
                profile.digest(),
                ASSET,
                UnitPrices.of(price, 0, 0, 0, 0),
                BigInteger.TEN,
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Duration.ofMinutes(1),
                Digest.ZERO,
                Instant.EPOCH,
                Instant.ofEpochSecond(1_800_000_000),
                0,
                Digest.ZERO);
        var signature = new Signature("0x" + "1".repeat(2 * Signature.BYTES));
        return new OfferListing(new Signed<>(offer, signature), profile, "https://127.0.0.1:1", Digest.ZERO);
    }
}
