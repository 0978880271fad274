package souk.core.market;

import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What a provider keeps under a lease at the end of an epoch: billing, audits and garbage collection share this truth.
///
/// @param root of the Merkle sum tree over the shards
/// @param size bytes, the sum at the root
/// @param revision grows with each change
public record InventoryRoot(LeaseId lease, long epoch, Digest root, long size, long revision)
        implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE =
            "InventoryRoot(bytes32 lease,uint64 epoch,bytes32 root,uint128 size,uint64 revision)";

    public InventoryRoot {
        Bounds.counter(epoch, "epoch");
        Bounds.counter(size, "size");
        Bounds.counter(revision, "revision");
    }

    @Override
    public Digest structHash() {
        return new StructHash(TYPE)
                .bytes32(new Digest(lease.hex()))
                .uint(epoch)
                .bytes32(root)
                .uint(size)
                .uint(revision)
                .hash();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("lease", lease.hex())
                .put("epoch", epoch)
                .put("root", root.hex())
                .put("size", size)
                .put("revision", revision)
                .build();
    }

    /// Reads what [#toJson] wrote.
    public static InventoryRoot from(JsonObject json) {
        return new InventoryRoot(
                new LeaseId(json.text("lease")),
                json.integer("epoch"),
                new Digest(json.text("root")),
                json.integer("size"),
                json.integer("revision"));
    }
}
