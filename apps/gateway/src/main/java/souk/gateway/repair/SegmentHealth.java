package souk.gateway.repair;

import java.util.Comparator;
import java.util.List;
import souk.core.placement.Profile;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.SegmentManifest.Shard;

/// How well a segment is kept.
///
/// @param healthy shards that can be counted on
/// @param present shards that are not given up, the healthy ones included
/// @param operators of the healthy shards, how many
/// @param regions of the healthy shards, how many
/// @param daysToLoss expected, if nobody repairs
record SegmentHealth(
        PlacedSegment segment,
        List<Shard> healthy,
        List<Shard> present,
        int operators,
        int regions,
        double daysToLoss) {
    /// Those that are expected to be lost first come first.
    static final Comparator<SegmentHealth> URGENCY = Comparator.comparingDouble(SegmentHealth::daysToLoss)
            .thenComparing(health -> health.segment.id().hex());

    SegmentHealth {
        healthy = List.copyOf(healthy);
        present = List.copyOf(present);
    }

    Profile profile() {
        int k = segment.k();
        int n = segment.n();
        // What no profile of ours made is kept as well as it can be.
        return Profile.coded(k, n).orElseGet(() -> new Profile("other", k, k + 1, n, n));
    }

    boolean lost() {
        return healthy.size() < segment.k();
    }

    /// Whether it can be repaired and should be: few shards are healthy, or some are known to be gone for good. Shards
    /// of
    /// providers that are away for a while are waited for until few are left.
    boolean due() {
        var profile = profile();
        return !lost() && (healthy.size() <= profile.repair() || present.size() < profile.success());
    }
}
