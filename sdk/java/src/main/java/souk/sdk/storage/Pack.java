package souk.sdk.storage;

import java.util.List;

/// Many small bodies in one segment.
///
/// @param segment where their shards are; without a key, since each body has its own
/// @param slices the bodies, in the order in which they were given
public record Pack(SegmentManifest segment, List<PackSlice> slices) {
    public Pack {
        slices = List.copyOf(slices);
    }
}
