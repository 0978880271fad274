package souk.availability;

import java.util.Comparator;
import java.util.HexFormat;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;

/// The newest record of somebody's chain of records, signed by that somebody: records have names that
/// nobody can guess, and this is where to begin. Each custodian keeps the newest it saw of every owner.
///
/// @param owner `did:key:…` that signs
/// @param epoch raised whenever another machine takes over for the owner; heads of an older one are refused
///     then
/// @param sequence grows within an epoch
/// @param signature Ed25519 over [#statement]: `0x` and 128 hexadecimal digits
public record RecordHead(String owner, long epoch, long sequence, Cid record, String signature) {
    private static final int MAX_OWNER = 256;
    private static final Comparator<RecordHead> AGE =
            Comparator.comparingLong(RecordHead::epoch).thenComparingLong(RecordHead::sequence);

    public RecordHead {
        if (owner.isEmpty() || owner.length() > MAX_OWNER || epoch < 0 || sequence < 0) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a head has an owner, and counts from zero");
        }
        if (!signature.matches("0x[0-9a-f]{128}")) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a head's signature is 0x and 128 hexadecimal digits");
        }
    }

    /// A head signed by its owner.
    public static RecordHead sign(String owner, long epoch, long sequence, Cid record, NodeSigner signer) {
        var signature = signer.sign(statement(owner, epoch, sequence, record));
        return new RecordHead(
                owner, epoch, sequence, record, "0x" + HexFormat.of().formatHex(signature));
    }

    /// Whether its owner signed it.
    public boolean isGenuine(NodeSignatureCheck check) {
        return check.valid(
                owner,
                statement(owner, epoch, sequence, record),
                HexFormat.of().parseHex(signature, 2, signature.length()));
    }

    /// Whether it replaces the other one.
    public boolean isNewerThan(RecordHead other) {
        return AGE.compare(this, other) > 0;
    }

    private static byte[] statement(String owner, long epoch, long sequence, Cid record) {
        return unsigned(owner, epoch, sequence, record)
                .put("type", "souk/head/1")
                .build()
                .canonical();
    }

    private static JsonObject.Builder unsigned(String owner, long epoch, long sequence, Cid record) {
        return Json.object()
                .put("owner", owner)
                .put("epoch", epoch)
                .put("sequence", sequence)
                .put("record", record.text());
    }

    public JsonObject toJson() {
        return unsigned(owner, epoch, sequence, record)
                .put("signature", signature)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static RecordHead from(JsonObject json) {
        return new RecordHead(
                json.text("owner"),
                json.integer("epoch"),
                json.integer("sequence"),
                new Cid(json.text("record")),
                json.text("signature"));
    }
}
