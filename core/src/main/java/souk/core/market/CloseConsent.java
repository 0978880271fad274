package souk.core.market;

import java.math.BigInteger;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Uint;

/// A party's consent to end a lease at once for a final amount.
///
/// @param cumulative all that the provider gets since the lease opened, in smallest units
public record CloseConsent(LeaseId lease, BigInteger cumulative, CloseReason reason) implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE = "CloseConsent(bytes32 lease,uint128 cumulative,uint8 reason)";

    public CloseConsent {
        Uint.check(cumulative, 128, "cumulative");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(new Digest(lease.hex()))
                .uint(cumulative)
                .uint(reason.ordinal())
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .amount("cumulative", cumulative)
                .put("reason", reason.ordinal())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static CloseConsent from(JsonObject json) {
        return new CloseConsent(
                new LeaseId(json.text("lease")), json.amount("cumulative"), Bounds.closeReason(json.integer("reason")));
    }
}
