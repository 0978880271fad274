package souk.core.market;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Uint;

/// What was used in an interval, as provider and gateway both measured it.
///
/// @param readings in the meter order of the resource class
/// @param previous struct hash of the receipt before, zero for the first
public record Receipt(LeaseId lease, Instant from, Instant to, List<BigInteger> readings, Digest previous)
        implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE =
            "Receipt(bytes32 lease,uint64 from,uint64 to,uint128[] readings,bytes32 previous)";

    public Receipt {
        from = Bounds.wholeSeconds(from, "from");
        to = Bounds.wholeSeconds(to, "to");
        readings = List.copyOf(readings);
        readings.forEach(value -> Uint.check(value, 128, "a meter reading"));
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(new Digest(lease.hex()))
                .time(from)
                .time(to)
                .uints(readings)
                .bytes32(previous)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("from", from.getEpochSecond())
                .put("to", to.getEpochSecond())
                .amounts("readings", readings)
                .put("previous", previous.hex())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static Receipt from(JsonObject json) {
        return new Receipt(
                new LeaseId(json.text("lease")),
                Instant.ofEpochSecond(json.integer("from")),
                Instant.ofEpochSecond(json.integer("to")),
                json.amounts("readings"),
                new Digest(json.text("previous")));
    }
}
