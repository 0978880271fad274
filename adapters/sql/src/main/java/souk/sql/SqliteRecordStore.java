package souk.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/// What this gateway has published and still has to publish, in SQLite.
public final class SqliteRecordStore implements RecordStore {
    /// The tables.
    public static final String SCHEMA = """
            CREATE TABLE pending_record (
                cid TEXT PRIMARY KEY,
                bytes BLOB NOT NULL
            );
            CREATE TABLE published_record (
                cid TEXT PRIMARY KEY,
                certificate TEXT NOT NULL,
                batch TEXT,
                anchor TEXT
            ) WITHOUT ROWID;
            CREATE INDEX published_record_unanchored ON published_record(cid) WHERE anchor IS NULL;
            CREATE TABLE record_batch (
                root TEXT PRIMARY KEY,
                json TEXT NOT NULL
            ) WITHOUT ROWID;
            """;

    private final Sqlite database;

    public SqliteRecordStore(Sqlite database) {
        this.database = database;
    }

    @Override
    public void putPending(Cid cid, byte[] bytes) {
        database.write(session -> session.update(
                "INSERT INTO pending_record SELECT ?, ?"
                        + " WHERE NOT EXISTS (SELECT 1 FROM published_record WHERE cid = ?) ON CONFLICT DO NOTHING",
                cid.text(),
                bytes,
                cid.text()));
    }

    @Override
    public List<byte[]> pending(int limit) {
        return database.read(session -> session.list(
                "SELECT bytes FROM pending_record ORDER BY rowid LIMIT ?", row -> row.bytes("bytes"), limit));
    }

    @Override
    public void certify(AvailabilityCertificate certificate) {
        var cid = certificate.set().cid().text();
        database.write(session -> {
            session.update("DELETE FROM pending_record WHERE cid = ?", cid);
            return session.update(
                    "INSERT INTO published_record(cid, certificate) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    cid,
                    certificate.toJson().toString());
        });
    }

    @Override
    public List<Cid> unanchored(int limit) {
        return database.read(session -> session.list(
                "SELECT cid FROM published_record WHERE anchor IS NULL ORDER BY cid LIMIT ?",
                row -> new Cid(row.text("cid")),
                limit));
    }

    @Override
    public void anchor(RecordBatch batch, String transaction) {
        var root = batch.root().hex();
        database.write(session -> {
            for (var cid : batch.cids()) {
                session.update(
                        "UPDATE published_record SET batch = ?, anchor = ? WHERE cid = ?",
                        root,
                        transaction,
                        cid.text());
            }
            return session.update(
                    "INSERT OR REPLACE INTO record_batch VALUES (?, ?)",
                    root,
                    batch.toJson().toString());
        });
    }

    @Override
    public Optional<PublishedRecord> find(Cid cid) {
        return database.read(session -> session.first(
                "SELECT * FROM published_record WHERE cid = ?",
                row -> new PublishedRecord(
                        AvailabilityCertificate.from(object(row.text("certificate"))),
                        row.optionalText("batch").map(Digest::new).orElse(Digest.ZERO),
                        row.optionalText("anchor").orElse("")),
                cid.text()));
    }

    @Override
    public Optional<RecordBatch> batch(Digest root) {
        return database.read(session -> session.first(
                "SELECT json FROM record_batch WHERE root = ?",
                row -> RecordBatch.from(object(row.text("json"))),
                root.hex()));
    }

    private static JsonObject object(String text) {
        return Json.parseObject(text.getBytes(UTF_8));
    }
}
