package souk.storage;

/// Where a shard stands between its arrival and its end.
public enum ShardState {
    /// Arrived, in no co-signed inventory yet: unpaid, dropped after [StoreOptions#temporaryTtl()].
    TEMPORARY,
    /// In the lease's current co-signed inventory.
    COMMITTED,
    /// Removed; readable until [StoreOptions#trashTtl()] has passed, outside the quota.
    TRASHED
}
