package souk.core.market;

import java.math.BigInteger;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Uint;

/// A signed, cumulative promise to pay out of a lease's escrow; only the newest counts.
///
/// @param cumulative all that was earned since the lease opened, in smallest units; never falls
/// @param sequence grows with each voucher
/// @param usage digest of the receipt paid for
public record Voucher(LeaseId lease, BigInteger cumulative, long sequence, Digest usage) implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE = "Voucher(bytes32 lease,uint128 cumulative,uint64 sequence,bytes32 usage)";

    public Voucher {
        Uint.check(cumulative, 128, "cumulative");
        Bounds.counter(sequence, "sequence");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(new Digest(lease.hex()))
                .uint(cumulative)
                .uint(sequence)
                .bytes32(usage)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .amount("cumulative", cumulative)
                .put("sequence", sequence)
                .put("usage", usage.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Voucher from(JsonObject json) {
        return new Voucher(
                new LeaseId(json.text("lease")),
                json.amount("cumulative"),
                json.integer("sequence"),
                new Digest(json.text("usage")));
    }
}
