package souk.availability;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;

/// A record that everybody may read. Never holds personal data.
///
/// @param issuedAt to the second
/// @param issuer the DID or account that made it; what is signed is inside the body
/// @param body by kind
public record PublicRecord(RecordKind kind, Instant issuedAt, String issuer, JsonObject body) {
    private static final int MAX_ISSUER = 256;

    public PublicRecord {
        issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
        if (issuer.isEmpty() || issuer.length() > MAX_ISSUER) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "an issuer has 1 to " + MAX_ISSUER + " characters");
        }
    }

    /// The record's bytes: canonical JSON.
    ///
    /// @throws SoukException `TOO_LARGE` above [PieceSet#MAX_RECORD]
    public byte[] bytes() {
        var bytes = toJson().canonical();
        if (bytes.length > PieceSet.MAX_RECORD) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a record has at most " + PieceSet.MAX_RECORD + " bytes");
        }
        return bytes;
    }

    /// The record's name.
    public Cid cid() {
        return Cid.of(bytes());
    }

    public JsonObject toJson() {
        return Json.object()
                .put("kind", kind.label())
                .put("issuedAt", issuedAt.toString())
                .put("issuer", issuer)
                .put("body", body)
                .build();
    }

    /// Reads a record's bytes.
    ///
    /// @throws SoukException `BAD_JSON` also for JSON that is not in canonical form, which would give one
    ///     record two
    ///     names
    public static PublicRecord from(byte[] bytes) {
        var json = Json.parseObject(bytes);
        if (!Arrays.equals(json.canonical(), bytes)) {
            throw new SoukException(ErrorCode.BAD_JSON, "a record is canonical JSON");
        }
        return new PublicRecord(
                RecordKind.of(json.text("kind")),
                time(json.text("issuedAt")),
                json.text("issuer"),
                json.object("body"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new SoukException(ErrorCode.BAD_JSON, "'issuedAt' must be RFC 3339 UTC", e);
        }
    }
}
