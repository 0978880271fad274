package souk.sql;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import souk.availability.Piece;
import souk.availability.PieceSet;
import souk.availability.PieceStore;
import souk.availability.Purpose;
import souk.availability.StoredPiece;
import souk.core.json.Json;
import souk.core.record.Cid;

/// A custodian's pieces.
public final class SqlitePieceStore implements PieceStore {
    /// The migration that makes the store's table.
    public static final String SCHEMA = """
            CREATE TABLE record_piece (
              cid TEXT NOT NULL,
              piece_set TEXT NOT NULL,
              seat INTEGER NOT NULL,
              expires_at INTEGER NOT NULL,
              sender TEXT NOT NULL,
              size INTEGER NOT NULL,
              piece TEXT NOT NULL,
              PRIMARY KEY (cid, piece_set, seat));
            CREATE INDEX record_piece_expiry ON record_piece (expires_at, size);
            """;

    /// The migration that tells private records from public ones; what was there before is public.
    public static final String PURPOSES = "ALTER TABLE record_piece ADD COLUMN purpose TEXT NOT NULL DEFAULT 'public';";

    private static final String COLUMNS = "SELECT sender, expires_at, purpose, piece FROM record_piece ";

    private final Sqlite sqlite;

    /// @param sqlite with [#SCHEMA] and later [#PURPOSES] among its migrations
    public SqlitePieceStore(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    @Override
    public void put(StoredPiece stored) {
        var piece = stored.piece();
        sqlite.write(session -> session.update(
                "INSERT OR REPLACE INTO record_piece (cid, piece_set, seat, expires_at, sender, size, piece, purpose)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                piece.set().cid().text(),
                text(piece.set()),
                piece.index(),
                stored.expiresAt().getEpochSecond(),
                stored.sender(),
                piece.bytes().length,
                piece.toJson().toString(),
                stored.purpose().label()));
    }

    @Override
    public List<StoredPiece> find(Cid cid) {
        return sqlite.read(session ->
                session.list(COLUMNS + "WHERE cid = ? ORDER BY piece_set, seat", SqlitePieceStore::piece, cid.text()));
    }

    @Override
    public void remove(PieceSet set) {
        sqlite.write(session -> session.update(
                "DELETE FROM record_piece WHERE cid = ? AND piece_set = ?",
                set.cid().text(),
                text(set)));
    }

    @Override
    public List<StoredPiece> expired(Instant now, int limit) {
        return sqlite.read(session -> session.list(
                COLUMNS + "WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                SqlitePieceStore::piece,
                now.getEpochSecond(),
                limit));
    }

    @Override
    public long usedBytes() {
        return sqlite.read(session -> session.first(
                        "SELECT COALESCE(SUM(size), 0) AS used FROM record_piece", row -> row.number("used"))
                .orElse(0L));
    }

    private static String text(PieceSet set) {
        return set.toJson().toString();
    }

    private static StoredPiece piece(Row row) {
        return new StoredPiece(
                Piece.from(Json.parseObject(row.text("piece").getBytes(StandardCharsets.UTF_8))),
                row.text("sender"),
                Instant.ofEpochSecond(row.number("expires_at")),
                Purpose.of(row.text("purpose")));
    }
}
