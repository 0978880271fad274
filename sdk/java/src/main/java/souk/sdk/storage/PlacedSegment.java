package souk.sdk.storage;

import java.util.List;
import souk.core.value.Digest;

/// Where the shards of a segment are now, without what opens it: all that repair needs.
///
/// @param countries whether no two shards may be in one country
/// @param shards by number; each at least said to be stored
public record PlacedSegment(
        Digest id, int k, int n, long length, long shardBytes, boolean countries, List<SegmentManifest.Shard> shards) {
    public PlacedSegment {
        shards = List.copyOf(shards);
    }

    static PlacedSegment of(SegmentManifest manifest, boolean countries) {
        return new PlacedSegment(
                manifest.id(),
                manifest.k(),
                manifest.n(),
                manifest.length(),
                manifest.shardBytes(),
                countries,
                manifest.shards());
    }
}
