package souk.availability;

import java.time.Instant;
import java.util.Optional;

/// Where a custodian keeps the heads it was told. All methods throw `UNAVAILABLE` or `DISK_FULL` when the
/// store fails; what they changed is durable when they return.
public interface HeadStore {
    /// The newest head of an owner.
    Optional<RecordHead> find(String owner);

    /// Keeps a head in place of the owner's last one.
    void put(RecordHead head, Instant expiresAt);

    /// How many owners there are.
    long count();

    /// Forgets the heads that expired at or before `now`.
    void expire(Instant now);
}
