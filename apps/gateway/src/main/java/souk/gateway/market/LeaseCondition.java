package souk.gateway.market;

/// Whether shards under a storage lease can be counted on.
public enum LeaseCondition {
    HEALTHY,
    /// Its term is nearly over, or a party gave notice: readable, but to be left.
    ENDING,
    /// Its provider was not heard of for too long; it may come back.
    OFFLINE,
    /// An auditor showed that its provider lost data.
    FAILED,
    /// Nothing has to be kept under it any more.
    ENDED;

    /// Whether shards under it count for the health of a segment.
    public boolean counts() {
        return this == HEALTHY || this == ENDING;
    }

    /// Whether shards under it are given up.
    public boolean lost() {
        return this == FAILED || this == ENDED;
    }
}
