package souk.storage;

/// The store in numbers. All sizes in bytes of shards, without frames, unless said otherwise.
///
/// @param quota what may be used
/// @param committed in current co-signed inventories, and on disk
/// @param temporary not committed yet
/// @param arriving being written now
/// @param trash removed and not freed yet, outside the quota
/// @param onDisk size of the log files, dead space and frames included
/// @param diskFree what the file system has left
/// @param shards shards of any state
/// @param suspect shards that a check found damaged and nobody replaced yet
/// @param syncs how often a log was forced to the device since the start
public record StoreStats(
        long quota,
        long committed,
        long temporary,
        long arriving,
        long trash,
        long onDisk,
        long diskFree,
        int shards,
        int suspect,
        long syncs) {
    /// What counts against the quota.
    public long used() {
        return committed + temporary + arriving;
    }
}
