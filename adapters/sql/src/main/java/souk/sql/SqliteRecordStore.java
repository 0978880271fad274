package souk.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import souk.availability.AvailabilityCertificate;
import souk.availability.PublishedRecord;
import souk.availability.RecordBatch;
import souk.availability.RecordStore;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// A publisher's records.
public final class SqliteRecordStore implements RecordStore {
    /// The migration that makes the store's tables.
    public static final String SCHEMA = """
            CREATE TABLE record_pending (
              number INTEGER PRIMARY KEY,
              cid TEXT NOT NULL UNIQUE,
              bytes BLOB NOT NULL);
            CREATE TABLE record_published (
              cid TEXT PRIMARY KEY,
              certificate TEXT NOT NULL,
              batch TEXT NOT NULL,
              anchor TEXT NOT NULL);
            CREATE INDEX record_unanchored ON record_published (cid) WHERE anchor = '';
            CREATE TABLE record_batch (root TEXT PRIMARY KEY, body TEXT NOT NULL);
            """;

    private final Sqlite sqlite;

    /// @param sqlite with [#SCHEMA] among its migrations
    public SqliteRecordStore(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    @Override
    public void putPending(Cid cid, byte[] bytes) {
        sqlite.write(session -> session.update(
                "INSERT OR IGNORE INTO record_pending (cid, bytes) SELECT ?, ?"
                        + " WHERE NOT EXISTS (SELECT 1 FROM record_published WHERE cid = ?)",
                cid.text(),
                bytes,
                cid.text()));
    }

    @Override
    public List<byte[]> pending(int limit) {
        return sqlite.read(session -> session.list(
                "SELECT bytes FROM record_pending ORDER BY number LIMIT ?", row -> row.bytes("bytes"), limit));
    }

    @Override
    public void certify(AvailabilityCertificate certificate) {
        var cid = certificate.set().cid().text();
        sqlite.write(session -> {
            session.update("DELETE FROM record_pending WHERE cid = ?", cid);
            return session.update(
                    "INSERT OR IGNORE INTO record_published (cid, certificate, batch, anchor) VALUES (?, ?, ?, '')",
                    cid,
                    certificate.toJson().toString(),
                    Digest.ZERO.hex());
        });
    }

    @Override
    public List<Cid> unanchored(int limit) {
        return sqlite.read(session -> session.list(
                "SELECT cid FROM record_published WHERE anchor = '' ORDER BY cid LIMIT ?",
                row -> new Cid(row.text("cid")),
                limit));
    }

    @Override
    public void anchor(RecordBatch batch, String transaction) {
        var root = batch.root().hex();
        sqlite.write(session -> {
            for (var cid : batch.cids()) {
                session.update(
                        "UPDATE record_published SET batch = ?, anchor = ? WHERE cid = ?",
                        root,
                        transaction,
                        cid.text());
            }
            return session.update(
                    "INSERT OR REPLACE INTO record_batch (root, body) VALUES (?, ?)",
                    root,
                    batch.toJson().toString());
        });
    }

    @Override
    public Optional<PublishedRecord> find(Cid cid) {
        return sqlite.read(session -> session.first(
                "SELECT certificate, batch, anchor FROM record_published WHERE cid = ?",
                row -> new PublishedRecord(
                        AvailabilityCertificate.from(json(row.text("certificate"))),
                        new Digest(row.text("batch")),
                        row.text("anchor")),
                cid.text()));
    }

    @Override
    public Optional<RecordBatch> batch(Digest root) {
        return sqlite.read(session -> session.first(
                "SELECT body FROM record_batch WHERE root = ?",
                row -> RecordBatch.from(json(row.text("body"))),
                root.hex()));
    }

    private static JsonObject json(String text) {
        return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
