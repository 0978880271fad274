package souk.availability;

import java.util.List;
import java.util.Optional;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// Where a publisher keeps what it still has to do: records go from pending to certified to anchored. All
/// methods throw
/// `UNAVAILABLE` or `DISK_FULL` when the store fails; what they changed is durable when they return.
public interface RecordStore {
    /// Keeps a record's bytes until [#certify]; nothing happens if it was certified before.
    void putPending(Cid cid, byte[] bytes);

    /// The bytes of records without a certificate, at most `limit`.
    List<byte[]> pending(int limit);

    /// Keeps the certificate and forgets the bytes.
    void certify(AvailabilityCertificate certificate);

    /// Names of certified records that are in no anchored batch, at most `limit`.
    List<Cid> unanchored(int limit);

    /// Notes for all records of a batch which transaction anchored it, and keeps the batch.
    void anchor(RecordBatch batch, String transaction);

    /// What is known about a certified record.
    Optional<PublishedRecord> find(Cid cid);

    /// An anchored batch by its root.
    Optional<RecordBatch> batch(Digest root);
}
