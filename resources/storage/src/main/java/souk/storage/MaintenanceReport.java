package souk.storage;

/// What a [ShardStore#tick] did.
///
/// @param expired temporary shards dropped
/// @param freed shards dropped from the trash
/// @param compacted log files rewritten or removed
/// @param reclaimed bytes given back to the file system
public record MaintenanceReport(int expired, int freed, int compacted, long reclaimed) {}
