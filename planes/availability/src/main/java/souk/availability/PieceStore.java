package souk.availability;

import java.time.Instant;
import java.util.List;
import souk.core.record.Cid;

/// Where a custodian keeps its pieces. All methods throw `UNAVAILABLE` or `DISK_FULL` when the store fails;
/// what they
/// changed is durable when they return.
public interface PieceStore {
    /// Keeps the piece under its set and index; replaces one of the same.
    void put(StoredPiece piece);

    /// The pieces of a record, of all sets.
    List<StoredPiece> find(Cid cid);

    /// Forgets the pieces of one set.
    void remove(PieceSet set);

    /// Pieces whose custody ended at or before `now`, the oldest first.
    List<StoredPiece> expired(Instant now, int limit);

    /// Bytes of all pieces.
    long usedBytes();
}
