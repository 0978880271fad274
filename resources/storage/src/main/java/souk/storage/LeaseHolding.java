package souk.storage;

/// What one lease has here, in bytes.
///
/// @param committed in its current co-signed inventory
/// @param temporary waiting for a commit
/// @param trash removed and not freed yet
public record LeaseHolding(long committed, long temporary, long trash) {}
