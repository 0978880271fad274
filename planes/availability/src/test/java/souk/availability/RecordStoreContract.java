package souk.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// What every [RecordStore] keeps.
public abstract class RecordStoreContract {
    /// A store without records.
    protected abstract RecordStore create();

    @Test
    void leadsRecordsFromPendingToAnchored() {
        var store = create();
        var bytes = new byte[] {1, 2, 3};
        var cid = Cid.of(bytes);

        store.putPending(cid, bytes);
        store.putPending(cid, bytes);
        assertThat(store.pending(10)).containsExactly(bytes);
        assertThat(store.find(cid)).isEmpty();

        store.certify(certificate(bytes));
        store.putPending(cid, bytes);
        assertThat(store.pending(10)).isEmpty();
        assertThat(store.unanchored(10)).containsExactly(cid);
        assertThat(store.find(cid).orElseThrow().anchor()).isEmpty();

        var batch = new RecordBatch(List.of(cid));
        store.anchor(batch, "0xtx");
        store.certify(certificate(bytes));
        assertThat(store.unanchored(10)).isEmpty();
        assertThat(store.find(cid)).contains(new PublishedRecord(certificate(bytes), batch.root(), "0xtx"));
        assertThat(store.batch(batch.root())).contains(batch);
        assertThat(store.batch(Digest.ZERO)).isEmpty();
    }

    @Test
    void boundsItsAnswers() {
        var store = create();
        for (byte i = 0; i < 5; i++) {
            store.putPending(Cid.of(new byte[] {i}), new byte[] {i});
            store.certify(certificate(new byte[] {(byte) (i + 10)}));
        }

        assertThat(store.pending(3)).hasSize(3);
        assertThat(store.unanchored(3)).hasSize(3);
    }

    private static AvailabilityCertificate certificate(byte[] bytes) {
        return new AvailabilityCertificate(new PieceSet(Cid.of(bytes), Digest.ZERO, 1, 6), 7, Digest.ZERO, List.of());
    }
}
