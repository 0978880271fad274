package souk.sdk.storage;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

/// What the consumer believes each provider keeps for it: the other side of the co-signed inventories. Durable.
public interface ShardBook {
    /// Notes the shards of a segment before anything refers to it.
    ///
    /// @param shardBytes size of each
    void add(SegmentManifest segment, Instant expiry);

    /// Lets go of a segment; its shards leave the inventories at the next epoch. Unknown segments are ignored.
    void release(Set<Digest> segments);

    /// What should be under the next root of a lease.
    List<InventoryEntry> wanted(LeaseId lease);

    /// What is under the last co-signed root of a lease.
    List<InventoryEntry> committed(LeaseId lease);

    /// The last co-signed root of a lease, or its absence.
    java.util.Optional<CoSigned> last(LeaseId lease);

    /// Keeps a root that both have signed, together with what is under it.
    void commit(CoSigned root, List<InventoryEntry> entries);

    /// Leases that hold anything or should.
    Set<LeaseId> leases();

    /// An inventory root with both signatures.
    record CoSigned(Signed<InventoryRoot> payer, Signature provider) {}
}
