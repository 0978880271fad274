package souk.sdk.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Where the shards of every segment are now. A manifest says only where they were first, since repair
/// moves them. Durable; the same truth as the [ShardBook], so that both change in one step.
public interface Placements {
    /// Where a segment's shards are, if it is known and was not released.
    Optional<PlacedSegment> find(Digest segment);

    /// The roots of a segment's shards by number, as far as they are known, also of those that are nowhere
    /// now.
    Map<Integer, Digest> roots(Digest segment);

    /// Segments in the order of their names, from the first after `last` on.
    List<PlacedSegment> after(Digest last, int limit);

    /// As [#after], only those with a shard under the lease.
    List<PlacedSegment> under(LeaseId lease, Digest last, int limit);

    /// Moves shards of a segment: after a crash all of it has happened or nothing.
    ///
    /// @param leave no longer wanted where they are
    /// @param come durable where they are now
    /// @return false if nothing was changed, since the segment was released or one of `leave` is not there any more
    boolean move(Digest segment, List<SegmentManifest.Shard> leave, List<SegmentManifest.Shard> come, Instant expiry);

    /// Strikes out shards that their provider does not have.
    ///
    /// @return how many were there
    int lost(LeaseId lease, Set<Digest> roots);

    /// Takes in a segment that was stored before placements were kept. Nothing happens when it is known or
    /// released.
    void adopt(SegmentManifest manifest);
}
