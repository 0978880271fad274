package souk.sdk.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.market.Offer;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;
import souk.economy.Constraints;
import souk.economy.Hardware;
import souk.economy.OfferListing;
import souk.economy.ProviderProfile;

final class RelaysTest {
    private static final Address ASSET = new Address("0x" + "a".repeat(40));
    private static final Terms TERMS = new Terms(
            ResourceClass.STORAGE,
            Digest.ZERO,
            UnitPrices.of(0, 0, 0, 0, 0),
            BigInteger.ONE,
            Duration.ofSeconds(1),
            BigInteger.ONE,
            Constraints.NONE,
            OptionalInt.empty(),
            Optional.empty());

    private final Relays<String> relays = new Relays<>(List.of("a", "b"), Duration.ofMinutes(1));

    @Test
    void collectsWhatEachAnswers() {
        assertThat(relays.ask(RelaysTest::name).stream().map(it -> it.text("name")))
                .containsExactly("a", "b");
    }

    @Test
    void leavesOutWhoFailsAsLongAsOneAnswers() {
        var answers = relays.ask(relay -> relay.equals("a") ? fail(ErrorCode.UNAVAILABLE) : name(relay));

        assertThat(answers).hasSize(1);
    }

    @Test
    void leavesOutWhoIsSilent() {
        var hasty = new Relays<>(List.of("a", "b"), Duration.ofMillis(300));
        var never = new CountDownLatch(1);

        var answers = hasty.ask(relay -> {
            if (relay.equals("a")) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    return fail(ErrorCode.DEADLINE_EXCEEDED);
                }
            }
            return name(relay);
        });

        assertThat(answers.getFirst().text("name")).isEqualTo("b");
    }

    @Test
    void saysThatNothingIsOnOfferRatherThanThatARelayIsAway() {
        assertThatThrownBy(
                        () -> relays.ask(relay -> fail(relay.equals("a") ? ErrorCode.UNAVAILABLE : ErrorCode.NO_OFFER)))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_OFFER));
    }

    @Test
    void asksTheNextWhenTheFirstIsAway() {
        var answer = relays.askOne(relay -> relay.equals("a") ? fail(ErrorCode.UNAVAILABLE) : name(relay));

        assertThat(answer.text("name")).isEqualTo("b");
    }

    @Test
    void takesTheCheapestOfferOfEachProviderFromAllAnswers() {
        var dear = listing('1', 30);
        var cheap = listing('1', 10);
        var other = listing('2', 20);
        var third = listing('3', 40);

        var merged = Relays.cheapest(List.of(List.of(other, dear), List.of(cheap, other, third)), TERMS, 2);

        assertThat(merged).containsExactly(cheap, other);
    }

    private static OfferListing listing(char provider, long price) {
        var profile = new ProviderProfile(new Region("eu-west-1"), "IE", List.of(), new Hardware(1, 1, 1));
        var offer = new Offer(
                new Address("0x" + String.valueOf(provider).repeat(40)),
                ResourceClass.STORAGE,
                profile.digest(),
                ASSET,
                new UnitPrices(List.of(
                        UnitPrices.SCALE.multiply(BigInteger.valueOf(price)),
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        BigInteger.ZERO)),
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

    private static JsonObject name(String relay) {
        return Json.object().put("name", relay).build();
    }

    private static JsonObject fail(ErrorCode code) {
        throw new SoukException(code, "no");
    }
}
