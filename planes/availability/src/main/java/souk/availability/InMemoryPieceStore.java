package souk.availability;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// Pieces for as long as the process lives.
public final class InMemoryPieceStore implements PieceStore {
    private record Key(Cid cid, Digest root, int length, int count, int index) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::cid)
                .thenComparing(Key::root)
                .thenComparingInt(Key::length)
                .thenComparingInt(Key::count)
                .thenComparingInt(Key::index);

        static Key of(StoredPiece stored) {
            var set = stored.piece().set();
            return new Key(
                    set.cid(),
                    set.root(),
                    set.length(),
                    set.count(),
                    stored.piece().index());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final ConcurrentSkipListMap<Key, StoredPiece> pieces = new ConcurrentSkipListMap<>();

    @Override
    public void put(StoredPiece piece) {
        pieces.put(Key.of(piece), piece);
    }

    @Override
    public List<StoredPiece> find(Cid cid) {
        return pieces.tailMap(new Key(cid, Digest.ZERO, 0, 0, 0)).values().stream()
                .takeWhile(stored -> stored.piece().set().cid().equals(cid))
                .toList();
    }

    @Override
    public void remove(PieceSet set) {
        pieces.values().removeIf(stored -> stored.piece().set().equals(set));
    }

    @Override
    public List<StoredPiece> expired(Instant now, int limit) {
        return pieces.values().stream()
                .filter(stored -> !stored.expiresAt().isAfter(now))
                .sorted(Comparator.comparing(StoredPiece::expiresAt))
                .limit(limit)
                .toList();
    }

    @Override
    public long usedBytes() {
        return pieces.values().stream()
                .mapToLong(stored -> stored.piece().bytes().length)
                .sum();
    }
}
