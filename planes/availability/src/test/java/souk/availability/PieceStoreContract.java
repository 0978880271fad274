package souk.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.record.Cid;

/// What every [PieceStore] keeps.
public abstract class PieceStoreContract {
    private static final Instant SOON = Instant.parse("2026-11-24T12:00:00Z");

    /// A store without pieces.
    protected abstract PieceStore create();

    @Test
    void keepsPiecesOfAllSetsOfARecord() {
        var store = create();
        var one = piece(100, 3, SOON);
        var set = one.piece().set();
        var shorter = new StoredPiece(
                new Piece(
                        new PieceSet(set.cid(), set.root(), 99, set.count()),
                        3,
                        one.piece().bytes(),
                        one.piece().path()),
                "other",
                SOON,
                Purpose.PRIVATE);

        store.put(one);
        store.put(one);
        store.put(shorter);
        store.put(piece(200, 3, SOON));

        assertThat(store.find(set.cid())).containsExactlyInAnyOrder(one, shorter);
        store.remove(set);
        assertThat(store.find(set.cid())).containsExactly(shorter);
    }

    @Test
    void countsBytesAndTellsWhatExpired() {
        var store = create();
        var first = piece(100, 0, SOON);
        var second = piece(200, 1, SOON.minusSeconds(1));
        store.put(first);
        store.put(second);
        store.put(piece(300, 1, SOON.plusSeconds(1)));

        assertThat(store.usedBytes()).isEqualTo(50 + 100 + 150);
        assertThat(store.expired(SOON, 10)).containsExactly(second, first);
        assertThat(store.expired(SOON, 1)).containsExactly(second);
        assertThat(store.find(Cid.of(new byte[1]))).isEmpty();
    }

    private static StoredPiece piece(int length, int index, Instant expiresAt) {
        return new StoredPiece(RecordCoding.split(new byte[length], 6).get(index), "sender", expiresAt, Purpose.PUBLIC);
    }
}
