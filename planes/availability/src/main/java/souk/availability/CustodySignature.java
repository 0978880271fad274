package souk.availability;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;

/// A custodian's word that it keeps a piece.
///
/// @param index of the piece, which is the custodian's seat in the committee
/// @param signature Ed25519 by the custodian's node over [#statement]: `0x` and 128 hexadecimal digits
public record CustodySignature(Address custodian, int index, String signature) {
    public CustodySignature {
        if (!signature.matches("0x[0-9a-f]{128}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a custody signature is 0x and 128 hexadecimal digits");
        }
    }

    /// The bytes that are signed: canonical JSON of what is kept, by which committee, at which seat. It names
    /// its own
    /// type, so that it is never valid as anything else signed with the same key.
    public static byte[] statement(PieceSet set, Digest committee, int index) {
        return Json.object()
                .put("type", "souk/custody/1")
                .put("set", set.toJson())
                .put("committee", committee.hex())
                .put("index", index)
                .build()
                .canonical();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("custodian", custodian.hex())
                .put("index", index)
                .put("signature", signature)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static CustodySignature from(JsonObject json) {
        return new CustodySignature(
                new Address(json.text("custodian")),
                Math.clamp(json.integer("index"), -1, Integer.MAX_VALUE),
                json.text("signature"));
    }
}
