package souk.gateway.store;

/// How well the bytes of an object or a bucket are kept. Where segments differ, what is said is that of the worst.
///
/// @param segments that were looked at
/// @param degraded of those, with fewer healthy shards than they should have
/// @param lost of those, with fewer than are needed to read them now
/// @param healthy shards
/// @param wanted shards that are kept when all is well
/// @param needed shards that give the segment back
/// @param operators of the healthy shards, how many
/// @param regions of the healthy shards, how many
/// @param daysToLoss expected, if nobody repairs
public record BodyHealth(
        long segments,
        long degraded,
        long lost,
        int healthy,
        int wanted,
        int needed,
        int operators,
        int regions,
        double daysToLoss) {
    /// Of both.
    public BodyHealth and(BodyHealth other) {
        var worse = other.spare() < spare() ? other : this;
        return new BodyHealth(
                segments + other.segments,
                degraded + other.degraded,
                lost + other.lost,
                worse.healthy,
                worse.wanted,
                worse.needed,
                Math.min(operators, other.operators),
                Math.min(regions, other.regions),
                Math.min(daysToLoss, other.daysToLoss));
    }

    private int spare() {
        return healthy - needed;
    }
}
