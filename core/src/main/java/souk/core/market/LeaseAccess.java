package souk.core.market;

import java.time.Instant;
import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// A payer's leave for a node to use its lease: the node speaks for the payer with that provider.
///
/// @param nodeKey Ed25519 public key of the node, which TLS proves
/// @param validUntil after it the provider asks for a new one
public record LeaseAccess(LeaseId lease, Digest nodeKey, Instant validUntil) implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE = "LeaseAccess(bytes32 lease,bytes32 nodeKey,uint64 validUntil)";

    public LeaseAccess {
        validUntil = Bounds.wholeSeconds(validUntil, "validUntil");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(new Digest(lease.hex()))
                .bytes32(nodeKey)
                .time(validUntil)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("nodeKey", nodeKey.hex())
                .put("validUntil", validUntil.getEpochSecond())
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static LeaseAccess from(JsonObject json) {
        return new LeaseAccess(
                new LeaseId(json.text("lease")),
                new Digest(json.text("nodeKey")),
                Instant.ofEpochSecond(json.integer("validUntil")));
    }
}
