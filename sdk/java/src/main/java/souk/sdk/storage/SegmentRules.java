package souk.sdk.storage;

import souk.core.placement.Fates;
import souk.core.placement.Profile;

/// How a segment is to be kept.
///
/// @param acknowledged how durable it has to be before the write returns
public record SegmentRules(Profile profile, Fates fates, Acknowledged acknowledged) {
    /// How durable a segment is when its write returns. Both survive the gateway's loss of everything but its keys and
    /// metadata.
    public enum Acknowledged {
        /// More shards than the repair threshold are durable; repair adds the others.
        QUORUM,
        /// All shards that the profile keeps are durable.
        FULL;

        /// What so many durable shards are.
        public static Acknowledged of(Profile profile, int shards) {
            return shards >= profile.success() ? FULL : QUORUM;
        }
    }

    int least() {
        return acknowledged == Acknowledged.FULL ? profile.success() : profile.repair() + 1;
    }
}
