package souk.trust;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Pattern;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// A JSON document that a node has signed for a while, for one purpose.
///
/// Signed are the bytes `souk-envelope-v1`, NUL, the type, NUL and the canonical JSON (RFC 8785) of type, signer,
/// times and payload, so that no signature serves another purpose. Holding an envelope proves nothing until [#open]
/// has checked it.
///
/// @param type what the payload is for, `[a-z][a-z0-9.-]{0,63}`
/// @param issuedAt whole seconds
/// @param expiresAt whole seconds; from here on it is refused
/// @param signature base64url without padding, 64 bytes
public record SignedEnvelope(
        String type, Did signer, Instant issuedAt, Instant expiresAt, JsonObject payload, String signature) {
    /// Most bytes of the canonical JSON that is signed.
    public static final int MAX_BYTES = 64 * 1024;
    /// Longest life of an envelope.
    public static final Duration MAX_VALIDITY = Duration.ofDays(31);
    /// How far the clocks of two nodes may differ.
    public static final Duration MAX_SKEW = Duration.ofSeconds(30);

    private static final byte[] DOMAIN = "souk-envelope-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

    public SignedEnvelope {
        if (!TYPE.matcher(type).matches()) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the type of an envelope must match " + TYPE);
        }
        issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
        if (!expiresAt.isAfter(issuedAt) || expiresAt.isAfter(issuedAt.plus(MAX_VALIDITY))) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "an envelope must live from 1 second to " + MAX_VALIDITY.toDays() + " days");
        }
    }

    /// Signs a payload.
    ///
    /// @throws SoukException `BAD_REQUEST` for a bad type or life, `TOO_LARGE` beyond [#MAX_BYTES]
    public static SignedEnvelope sign(NodeKey key, String type, JsonObject payload, Instant now, Duration validity) {
        var unsigned = new SignedEnvelope(type, key.did(), now, now.plus(validity), payload, "");
        var signature = Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(unsigned.signedBytes()));
        return new SignedEnvelope(type, key.did(), unsigned.issuedAt(), unsigned.expiresAt(), payload, signature);
    }

    /// The payload, once the envelope has proved to be what the reader expects.
    ///
    /// @throws SoukException `BAD_REQUEST` when it is of another type, `CLOCK_SKEW` when it is expired or from the
    ///     future, `BAD_SIGNATURE` when the signer did not sign this, `TOO_LARGE` beyond [#MAX_BYTES]
    public JsonObject open(String expectedType, Instant now) {
        if (!type.equals(expectedType)) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an envelope of type " + expectedType + " was expected");
        }
        if (!now.isBefore(expiresAt)) {
            throw new SoukException(ErrorCode.CLOCK_SKEW, "the envelope expired at " + expiresAt);
        }
        if (issuedAt.isAfter(now.plus(MAX_SKEW))) {
            throw new SoukException(ErrorCode.CLOCK_SKEW, "the envelope is from the future, " + issuedAt);
        }
        if (!NodeKey.verify(signer, signedBytes(), signatureBytes())) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the envelope is not signed by " + signer);
        }
        return payload;
    }

    public JsonObject toJson() {
        return content().put("signature", signature).build();
    }

    /// Reads what [#toJson] wrote, and checks nothing but the form.
    ///
    /// @throws SoukException `BAD_JSON` or `BAD_REQUEST`
    public static SignedEnvelope from(JsonObject json) {
        return from(json, new Did(json.text("signer")));
    }

    /// Reads what one signer's [#toJson] wrote, as [#from(JsonObject)], without checking its name again.
    ///
    /// @throws SoukException `BAD_JSON`, `BAD_REQUEST`, or `BAD_SIGNATURE` when it names another signer
    public static SignedEnvelope of(Did signer, JsonObject json) {
        if (!json.text("signer").equals(signer.text())) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the envelope is not from " + signer);
        }
        return from(json, signer);
    }

    private static SignedEnvelope from(JsonObject json, Did signer) {
        return new SignedEnvelope(
                json.text("type"),
                signer,
                Instant.ofEpochSecond(json.integer("issuedAt")),
                Instant.ofEpochSecond(json.integer("expiresAt")),
                json.object("payload"),
                json.text("signature"));
    }

    private JsonObject.Builder content() {
        return Json.object()
                .put("type", type)
                .put("signer", signer.text())
                .put("issuedAt", issuedAt.getEpochSecond())
                .put("expiresAt", expiresAt.getEpochSecond())
                .put("payload", payload);
    }

    private byte[] signedBytes() {
        var content = content().build().canonical();
        if (content.length > MAX_BYTES) {
            throw new SoukException(ErrorCode.TOO_LARGE, "an envelope may have " + MAX_BYTES + " bytes");
        }
        var purpose = (type + "\0").getBytes(StandardCharsets.US_ASCII);
        var bytes = new byte[DOMAIN.length + purpose.length + content.length];
        System.arraycopy(DOMAIN, 0, bytes, 0, DOMAIN.length);
        System.arraycopy(purpose, 0, bytes, DOMAIN.length, purpose.length);
        System.arraycopy(content, 0, bytes, DOMAIN.length + purpose.length, content.length);
        return bytes;
    }

    private byte[] signatureBytes() {
        try {
            return Base64.getUrlDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, "the signature of an envelope must be base64url", e);
        }
    }
}
