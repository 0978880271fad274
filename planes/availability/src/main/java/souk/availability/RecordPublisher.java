package souk.availability;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import souk.core.error.SoukException;
import souk.core.record.Cid;

/// Makes records public: into custody at once, onto the ledger in batches. What was accepted survives a crash
/// and is
/// carried on by [#retry] and [#anchorBatch].
public final class RecordPublisher {
    /// Records tried again in one [#retry].
    private static final int RETRIES = 16;

    private static final Logger LOG = System.getLogger(RecordPublisher.class.getName());

    private final RecordStore store;
    private final Dispersal dispersal;
    private final Anchor anchor;

    public RecordPublisher(RecordStore store, Dispersal dispersal, Anchor anchor) {
        this.store = store;
        this.dispersal = dispersal;
        this.anchor = anchor;
    }

    /// Accepts a record, durably, and tries to disperse it. Where too few custodians answer it stays pending,
    /// which is
    /// no failure of this call.
    ///
    /// @return the record's name; [#find] tells whether it is in custody
    /// @throws SoukException `TOO_LARGE`
    public Cid publish(PublicRecord record, Committee committee) {
        var bytes = record.bytes();
        var cid = Cid.of(bytes);
        if (store.find(cid).isEmpty()) {
            store.putPending(cid, bytes);
            disperse(bytes, committee);
        }
        return cid;
    }

    /// Tries again to disperse pending records.
    ///
    /// @return how many are in custody now that were not before
    public int retry(Committee committee) {
        int done = 0;
        for (var bytes : store.pending(RETRIES)) {
            if (!disperse(bytes, committee)) {
                return done;
            }
            done++;
        }
        return done;
    }

    /// Anchors what is in custody and not anchored yet; none if there is nothing. A crash between the ledger
    /// and the
    /// store leads to the same root being anchored again, or a larger batch that holds the same records: either
    /// way
    /// each record stands under an anchored root.
    ///
    /// @throws SoukException as [Anchor#anchor]; then nothing is noted
    public Optional<RecordBatch> anchorBatch() {
        var cids = store.unanchored(RecordBatch.MAX_RECORDS);
        if (cids.isEmpty()) {
            return Optional.empty();
        }
        var batch = new RecordBatch(cids);
        var transaction = anchor.anchor(batch.root(), batch.cids().size());
        store.anchor(batch, transaction);
        LOG.log(
                Level.INFO,
                "records anchored root={0} records={1}",
                batch.root(),
                batch.cids().size());
        return Optional.of(batch);
    }

    /// What is known about a record in custody.
    public Optional<PublishedRecord> find(Cid cid) {
        return store.find(cid);
    }

    private boolean disperse(byte[] bytes, Committee committee) {
        try {
            store.certify(dispersal.disperse(bytes, committee));
            return true;
        } catch (SoukException e) {
            LOG.log(
                    Level.WARNING,
                    "record stays pending cid={0} code={1}: {2}",
                    Cid.of(bytes),
                    e.code(),
                    e.getMessage());
            return false;
        }
    }
}
