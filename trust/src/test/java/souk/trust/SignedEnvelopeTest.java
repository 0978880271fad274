package souk.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

class SignedEnvelopeTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final JsonObject PAYLOAD = Json.object().put("root", "0x00").build();
    private final NodeKey key = NodeKey.generate(new SecureRandom());

    @Test
    void opensWhatWasSigned() {
        var sent = sign(PAYLOAD).toJson().canonical();

        var received = SignedEnvelope.from(Json.parseObject(sent));

        assertThat(received.open("head", NOW.plusSeconds(59))).isEqualTo(PAYLOAD);
        assertThat(received.signer()).isEqualTo(key.did());
    }

    @Test
    void refusesAnExpiredEnvelope() {
        assertRefused(ErrorCode.CLOCK_SKEW, () -> sign(PAYLOAD).open("head", NOW.plusSeconds(60)));
    }

    @Test
    void toleratesAClockThatIsALittleBehind() {
        assertThat(sign(PAYLOAD).open("head", NOW.minusSeconds(30))).isEqualTo(PAYLOAD);
        assertRefused(ErrorCode.CLOCK_SKEW, () -> sign(PAYLOAD).open("head", NOW.minusSeconds(31)));
    }

    @Test
    void servesOnePurposeOnly() {
        assertRefused(ErrorCode.BAD_REQUEST, () -> sign(PAYLOAD).open("tail", NOW));

        var signed = sign(PAYLOAD);
        var renamed = new SignedEnvelope(
                "tail", signed.signer(), signed.issuedAt(), signed.expiresAt(), PAYLOAD, signed.signature());
        assertRefused(ErrorCode.BAD_SIGNATURE, () -> renamed.open("tail", NOW));
    }

    @Test
    void refusesAnyChange() {
        var signed = sign(PAYLOAD);
        var other = Json.object().put("root", "0x01").build();
        var stranger = NodeKey.generate(new SecureRandom()).did();

        assertForged(new SignedEnvelope(
                "head", signed.signer(), signed.issuedAt(), signed.expiresAt(), other, signed.signature()));
        assertForged(new SignedEnvelope(
                "head", stranger, signed.issuedAt(), signed.expiresAt(), PAYLOAD, signed.signature()));
        assertForged(new SignedEnvelope(
                "head",
                signed.signer(),
                signed.issuedAt(),
                signed.expiresAt().plusSeconds(1),
                PAYLOAD,
                signed.signature()));
        assertForged(new SignedEnvelope(
                "head",
                signed.signer(),
                signed.issuedAt().minusSeconds(1),
                signed.expiresAt(),
                PAYLOAD,
                signed.signature()));
        assertForged(new SignedEnvelope(
                "head", signed.signer(), signed.issuedAt(), signed.expiresAt(), PAYLOAD, "not base64!"));
        assertForged(new SignedEnvelope("head", signed.signer(), signed.issuedAt(), signed.expiresAt(), PAYLOAD, ""));
    }

    @Test
    void refusesAnEndlessLife() {
        assertRefused(
                ErrorCode.BAD_REQUEST,
                () -> SignedEnvelope.sign(key, "head", PAYLOAD, NOW, SignedEnvelope.MAX_VALIDITY.plusSeconds(1)));
        assertRefused(ErrorCode.BAD_REQUEST, () -> SignedEnvelope.sign(key, "head", PAYLOAD, NOW, Duration.ZERO));
    }

    @Test
    void refusesAPayloadThatIsTooLarge() {
        var large =
                Json.object().put("text", "x".repeat(SignedEnvelope.MAX_BYTES)).build();

        assertRefused(ErrorCode.TOO_LARGE, () -> sign(large));
    }

    @Test
    void refusesATypeThatCouldBeMistaken() {
        assertRefused(
                ErrorCode.BAD_REQUEST, () -> SignedEnvelope.sign(key, "he\0ad", PAYLOAD, NOW, Duration.ofMinutes(1)));
    }

    @Test
    void refusesJsonOfAnotherForm() {
        assertRefused(ErrorCode.BAD_JSON, () -> SignedEnvelope.from(PAYLOAD));
    }

    private SignedEnvelope sign(JsonObject payload) {
        return SignedEnvelope.sign(key, "head", payload, NOW, Duration.ofMinutes(1));
    }

    private static void assertForged(SignedEnvelope envelope) {
        assertRefused(ErrorCode.BAD_SIGNATURE, () -> envelope.open("head", NOW));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
