package souk.availability;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// A publisher's records for as long as the process lives.
public final class InMemoryRecordStore implements RecordStore {
    private final Map<Cid, byte[]> pending = new LinkedHashMap<>();
    private final Map<Cid, PublishedRecord> published = new TreeMap<>();
    private final Map<Digest, RecordBatch> batches = new TreeMap<>();

    @Override
    public synchronized void putPending(Cid cid, byte[] bytes) {
        if (!published.containsKey(cid)) {
            pending.put(cid, bytes.clone());
        }
    }

    @Override
    public synchronized List<byte[]> pending(int limit) {
        return pending.values().stream().limit(limit).toList();
    }

    @Override
    public synchronized void certify(AvailabilityCertificate certificate) {
        var cid = certificate.set().cid();
        pending.remove(cid);
        published.putIfAbsent(cid, PublishedRecord.of(certificate));
    }

    @Override
    public synchronized List<Cid> unanchored(int limit) {
        return published.entrySet().stream()
                .filter(entry -> entry.getValue().anchor().isEmpty())
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void anchor(RecordBatch batch, String transaction) {
        var root = batch.root();
        batch.cids().forEach(cid -> published.computeIfPresent(cid, (_, record) -> record.anchored(root, transaction)));
        batches.put(root, batch);
    }

    @Override
    public synchronized Optional<PublishedRecord> find(Cid cid) {
        return Optional.ofNullable(published.get(cid));
    }

    @Override
    public synchronized Optional<RecordBatch> batch(Digest root) {
        return Optional.ofNullable(batches.get(root));
    }
}
