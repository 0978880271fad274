package souk.gateway.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.ShardBook;

/// What every book of shards does, also after a restart.
abstract class ShardBookContract {
    private static final LeaseId LEASE = new LeaseId("0x" + "11".repeat(32));
    private static final LeaseId OTHER = new LeaseId("0x" + "22".repeat(32));
    private static final Instant EXPIRY = Instant.ofEpochSecond(2_000_000_000);
    private static final Signature SIGNATURE = new Signature("0x" + "01".repeat(64) + "1b");

    /// A book over the same data, as after a restart.
    abstract ShardBook reopened();

    @Test
    void wantsTheShardsOfSegmentsUntilTheyAreReleased() {
        reopened().add(segment("aa", shard(0, LEASE, "a1"), shard(1, OTHER, "a2")), EXPIRY, false);
        reopened().add(segment("bb", shard(0, LEASE, "b1")), EXPIRY, false);

        assertEquals(List.of(entry("a1"), entry("b1")), reopened().wanted(LEASE));
        assertEquals(List.of(entry("a2")), reopened().wanted(OTHER));

        reopened().release(Set.of(digest("aa"), digest("cc")));

        assertEquals(List.of(entry("b1")), reopened().wanted(LEASE));
        assertEquals(List.of(), reopened().wanted(OTHER));
    }

    @Test
    void putsOffTheExpiryOfRetainedSegmentsAndNeverBringsItForward() {
        var later = EXPIRY.plusSeconds(1_000);
        reopened().add(segment("aa", shard(0, LEASE, "a1"), shard(1, OTHER, "a2")), EXPIRY, false);
        reopened().add(segment("bb", shard(0, LEASE, "b1")), EXPIRY, false);

        reopened().retain(Set.of(digest("aa"), digest("cc")), later);
        reopened().retain(Set.of(digest("aa")), EXPIRY.plusSeconds(1));

        var kept = new InventoryEntry(digest("a1"), 2_048, later.getEpochSecond());
        assertEquals(List.of(kept, entry("b1")), reopened().wanted(LEASE));
    }

    @Test
    void keepsAProposalUntilTheProviderSigned() {
        var entries = List.of(entry("a1"), entry("b1"));
        var root = root(7, 1, entries);

        reopened().propose(root, entries);

        assertEquals(
                Optional.of(new ShardBook.Proposal(root, entries)), reopened().proposal(LEASE));
        assertEquals(List.of(), reopened().committed(LEASE));
        assertTrue(reopened().last(LEASE).isEmpty());

        reopened().commit(LEASE, SIGNATURE);

        assertTrue(reopened().proposal(LEASE).isEmpty());
        assertEquals(entries, reopened().committed(LEASE));
        assertEquals(
                Optional.of(new ShardBook.CoSigned(root, SIGNATURE)), reopened().last(LEASE));
    }

    @Test
    void carriesTheSameShardsIntoTheNextEpoch() {
        var entries = List.of(entry("a1"));
        commit(root(7, 1, entries), entries);

        var next = root(8, 1, entries);
        reopened().propose(next, entries);
        assertEquals(
                Optional.of(new ShardBook.Proposal(next, entries)), reopened().proposal(LEASE));
        reopened().commit(LEASE, SIGNATURE);

        assertEquals(entries, reopened().committed(LEASE));
        assertEquals(8, reopened().last(LEASE).orElseThrow().payer().message().epoch());
    }

    @Test
    void continuesFromARootThatItDidNotKnow() {
        commit(root(7, 1, List.of(entry("a1"))), List.of(entry("a1")));
        reopened().propose(root(8, 2, List.of()), List.of());
        var known = List.of(entry("b1"), entry("c1"));
        var root = new ShardBook.CoSigned(root(9, 3, known), SIGNATURE);

        reopened().adopt(root, known);

        assertEquals(Optional.of(root), reopened().last(LEASE));
        assertEquals(known, reopened().committed(LEASE));
        assertTrue(reopened().proposal(LEASE).isEmpty());
    }

    @Test
    void letsShardsGoWithTheRootThatLeavesThemOut() {
        commit(root(7, 1, List.of(entry("a1"), entry("b1"))), List.of(entry("a1"), entry("b1")));

        commit(root(8, 2, List.of()), List.of());

        assertEquals(List.of(), reopened().committed(LEASE));
    }

    @Test
    void commitsNothingWithoutAProposal() {
        reopened().commit(LEASE, SIGNATURE);

        assertTrue(reopened().last(LEASE).isEmpty());
    }

    private void commit(Signed<InventoryRoot> root, List<InventoryEntry> entries) {
        reopened().propose(root, entries);
        reopened().commit(LEASE, SIGNATURE);
    }

    static Signed<InventoryRoot> root(long epoch, long revision, List<InventoryEntry> entries) {
        var tree = SumTree.of(entries);
        return new Signed<>(new InventoryRoot(LEASE, epoch, tree.root(), tree.total(), revision), SIGNATURE);
    }

    private static SegmentManifest segment(String id, SegmentManifest.Shard... shards) {
        return new SegmentManifest(digest(id), 2, 5, 4_000, 2_048, "00", List.of(shards));
    }

    private static SegmentManifest.Shard shard(int number, LeaseId lease, String root) {
        return new SegmentManifest.Shard(number, lease, digest(root));
    }

    static InventoryEntry entry(String root) {
        return new InventoryEntry(digest(root), 2_048, EXPIRY.getEpochSecond());
    }

    static Digest digest(String octet) {
        return new Digest("0x" + octet.repeat(32));
    }
}
