package souk.availability;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// How a record was cut into pieces.
///
/// The record is padded with zeros to k equal data pieces, k = ⌈count / 3⌉, which a systematic Reed-Solomon
/// code extends
/// to `count`; any k give it back. The root is that of the RFC 6962 tree whose leaves are the pieces in order.
///
/// @param cid the record's name
/// @param root of the pieces
/// @param length of the record in bytes, 1 to [#MAX_RECORD]
/// @param count of pieces, 2 to [Committee#MAX_MEMBERS]
public record PieceSet(Cid cid, Digest root, int length, int count) {
    /// Largest record in bytes.
    public static final int MAX_RECORD = 1 << 20;

    public PieceSet {
        if (length < 1 || length > MAX_RECORD) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a record has 1 to " + MAX_RECORD + " bytes");
        }
        if (count < 2 || count > Committee.MAX_MEMBERS) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a record has 2 to " + Committee.MAX_MEMBERS + " pieces");
        }
    }

    /// How many pieces give the record back.
    public int needed() {
        return needed(count);
    }

    static int needed(int count) {
        return (count + 2) / 3;
    }

    /// Bytes of each piece.
    public int pieceLength() {
        return (length + needed() - 1) / needed();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("cid", cid.text())
                .put("root", root.hex())
                .put("length", length)
                .put("count", count)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static PieceSet from(JsonObject json) {
        return new PieceSet(
                new Cid(json.text("cid")),
                new Digest(json.text("root")),
                Math.clamp(json.integer("length"), 0, Integer.MAX_VALUE),
                Math.clamp(json.integer("count"), 0, Integer.MAX_VALUE));
    }
}
