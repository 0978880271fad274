package souk.storage;

import java.util.List;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What a round of [ShardStore#scrub] found.
///
/// @param checked shards read
/// @param bytes bytes read
/// @param damaged shards that are gone or fail their checksum; storing them again repairs them
public record ScrubReport(int checked, long bytes, List<Damaged> damaged) {
    public ScrubReport {
        damaged = List.copyOf(damaged);
    }

    /// One damaged shard.
    public record Damaged(LeaseId lease, Digest root, ShardProof.Loss loss) {}
}
