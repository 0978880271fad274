package souk.core.market;

import java.time.Instant;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// A payer's leave for a node to restore shards of one segment: it may read the shards that the task names,
/// and store those that the task names, by their roots, where the task says. It gets no key and no name.
///
/// @param lease the repairer's own, with the payer, that pays for it
/// @param repairer Ed25519 public key of the node, which TLS proves
/// @param task digest of what is to be done
/// @param validUntil after it nobody serves it
public record RepairGrant(LeaseId lease, Digest repairer, Digest task, Instant validUntil)
        implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE = "RepairGrant(bytes32 lease,bytes32 repairer,bytes32 task,uint64 validUntil)";

    public RepairGrant {
        validUntil = Bounds.wholeSeconds(validUntil, "validUntil");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(new Digest(lease.hex()))
                .bytes32(repairer)
                .bytes32(task)
                .time(validUntil)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("repairer", repairer.hex())
                .put("task", task.hex())
                .put("validUntil", validUntil.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static RepairGrant from(JsonObject json) {
        return new RepairGrant(
                new LeaseId(json.text("lease")),
                new Digest(json.text("repairer")),
                new Digest(json.text("task")),
                Instant.ofEpochSecond(json.integer("validUntil")));
    }
}
