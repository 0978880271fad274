package souk.node.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import souk.availability.Piece;
import souk.availability.PieceSet;
import souk.availability.PieceStore;
import souk.availability.StoredPiece;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.sql.Documents;

/// A custodian's pieces, by record, set and index.
public final class Pieces implements PieceStore {
    private final Documents.Collection documents;
    private final AtomicLong used = new AtomicLong();

    public Pieces(Documents.Collection documents) {
        this.documents = documents;
        documents.all().forEach(it -> used.addAndGet(piece(it).piece().bytes().length));
    }

    @Override
    public void put(StoredPiece stored) {
        var piece = stored.piece();
        var key = key(piece.set()) + piece.index();
        long before =
                documents.find(key).map(it -> piece(it).piece().bytes().length).orElse(0);
        documents.put(
                key,
                Json.object()
                        .put("piece", piece.toJson())
                        .put("sender", stored.sender())
                        .put("expiresAt", stored.expiresAt().toString())
                        .build());
        used.addAndGet(piece.bytes().length - before);
    }

    @Override
    public List<StoredPiece> find(Cid cid) {
        return documents.startingWith(cid.text() + "/").stream()
                .map(Pieces::piece)
                .toList();
    }

    @Override
    public void remove(PieceSet set) {
        documents.startingWith(key(set)).stream().map(Pieces::piece).forEach(it -> {
            documents.remove(key(set) + it.piece().index());
            used.addAndGet(-it.piece().bytes().length);
        });
    }

    @Override
    public List<StoredPiece> expired(Instant now, int limit) {
        return documents.all().stream()
                .map(Pieces::piece)
                .filter(it -> !it.expiresAt().isAfter(now))
                .sorted(Comparator.comparing(StoredPiece::expiresAt))
                .limit(limit)
                .toList();
    }

    @Override
    public long usedBytes() {
        return used.get();
    }

    private static String key(PieceSet set) {
        return set.cid().text() + "/" + set.root() + "/";
    }

    private static StoredPiece piece(JsonObject json) {
        return new StoredPiece(
                Piece.from(json.object("piece")), json.text("sender"), Instant.parse(json.text("expiresAt")));
    }
}
