package souk.sdk.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

/// What the consumer believes each provider keeps for it: the other side of the co-signed inventories.
/// Durable.
public interface ShardBook {
    /// Notes the shards of a segment before anything refers to it.
    ///
    /// @param countries whether no two of its shards may be in one country
    void add(SegmentManifest segment, Instant expiry, boolean countries);

    /// Keeps the shards of these segments at least until a time: from the next epoch on both sides sign it
    /// as their expiry. An expiry is never brought forward. Unknown segments are ignored.
    void retain(Set<Digest> segments, Instant until);

    /// Lets go of a segment; its shards leave the inventories at the next epoch. Unknown segments are
    /// ignored.
    void release(Set<Digest> segments);

    /// What should be under the next root of a lease.
    List<InventoryEntry> wanted(LeaseId lease);

    /// What is under the last co-signed root of a lease.
    List<InventoryEntry> committed(LeaseId lease);

    /// The last co-signed root of a lease, or its absence.
    Optional<CoSigned> last(LeaseId lease);

    /// Notes a root before the provider sees it, with what is under it; replaces the lease's earlier
    /// proposal. After a crash the provider may have signed it already.
    void propose(Signed<InventoryRoot> root, List<InventoryEntry> entries);

    /// The proposal of a lease that the provider has not signed, as far as we know.
    Optional<Proposal> proposal(LeaseId lease);

    /// The provider signed the proposal of a lease: it is the last co-signed root now. Without a proposal
    /// nothing happens.
    void commit(LeaseId lease, Signature provider);

    /// Takes a co-signed root, with what is under it, for the last one of its lease: this book was restored
    /// from an older copy. An open proposal is forgotten.
    void adopt(CoSigned root, List<InventoryEntry> entries);

    /// An inventory root with both signatures.
    record CoSigned(Signed<InventoryRoot> payer, Signature provider) {}

    /// An inventory root that the payer has signed, and what is under it.
    record Proposal(Signed<InventoryRoot> root, List<InventoryEntry> entries) {}
}
