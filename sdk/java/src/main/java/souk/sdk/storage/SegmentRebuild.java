package souk.sdk.storage;

import java.util.List;
import java.util.Map;

/// Whoever makes shards of a segment anew.
@FunctionalInterface
public interface SegmentRebuild {
    /// Makes shards anew. Each target that does not take its shard is left out of the outcome.
    ///
    /// @param sources readable ones, best first
    /// @param targets by the number of the shard
    /// @throws souk.core.error.SoukException `TOO_FEW_PROVIDERS` when fewer than k sources can be read
    SegmentRepairer.Outcome rebuild(
            PlacedSegment segment, List<SegmentRepairer.Source> sources, Map<Integer, StorageLease> targets);
}
