package souk.core.segment;

import java.util.List;
import souk.core.value.Digest;

/// What a manifest keeps of a segment, beside its wrapped key.
///
/// @param length bytes of plaintext
/// @param shardBytes bytes of each shard
/// @param shardRoots the address of each shard, by number
public record EncodedSegment(long length, long shardBytes, List<Digest> shardRoots) {
    public EncodedSegment {
        if (length < 1 || shardBytes < 1) {
            throw new IllegalArgumentException("empty segment");
        }
        shardRoots = List.copyOf(shardRoots);
    }
}
