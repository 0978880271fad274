package souk.gateway.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.service.Reading;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.sql.Row;
import souk.sql.Sqlite;

/// The documents behind service terms, and what this gateway and its providers measured, on disk.
public final class SloBook {
    /// The tables.
    public static final String SCHEMA = """
        CREATE TABLE slo_document (
            document TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            json TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE slo_reading (
            lease TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            own TEXT NOT NULL,
            provider TEXT NOT NULL DEFAULT '',
            signature TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (lease, epoch)
        ) WITHOUT ROWID;
        """;

    /// Documents kept, the newest: each run may bring one.
    static final int DOCUMENTS = 1_000;
    /// Epochs kept of a lease, the newest.
    static final int EPOCHS = 100;

    private final Sqlite database;
    private final InstantSource clock;

    /// One epoch of a lease as its parties saw it.
    ///
    /// @param own what this gateway measured
    /// @param provider what the provider measured, if it said so
    /// @param signature of the provider under `own`, if it agreed
    record Entry(long epoch, Reading own, Optional<Reading> provider, Optional<Signature> signature) {}

    public SloBook(Sqlite database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    void keepDocument(Digest name, JsonObject canonical) {
        long now = clock.instant().getEpochSecond();
        database.write(session -> {
            session.update(
                    "INSERT OR REPLACE INTO slo_document VALUES (?, ?, ?)", name.hex(), now, canonical.toString());
            return session.update("DELETE FROM slo_document WHERE document NOT IN"
                    + " (SELECT document FROM slo_document ORDER BY at DESC, document LIMIT " + DOCUMENTS + ")");
        });
    }

    Optional<JsonObject> document(Digest name) {
        return database.read(session -> session.first(
                "SELECT json FROM slo_document WHERE document = ?",
                row -> Json.parseObject(row.text("json").getBytes(UTF_8)),
                name.hex()));
    }

    void keep(LeaseId lease, Entry entry) {
        database.write(session -> {
            session.update(
                    "INSERT OR REPLACE INTO slo_reading VALUES (?, ?, ?, ?, ?)",
                    lease.hex(),
                    entry.epoch(),
                    entry.own().toString(),
                    entry.provider().map(Reading::toString).orElse(""),
                    entry.signature().map(Signature::hex).orElse(""));
            return session.update(
                    "DELETE FROM slo_reading WHERE lease = ? AND epoch <= ?", lease.hex(), entry.epoch() - EPOCHS);
        });
    }

    Optional<Entry> find(LeaseId lease, long epoch) {
        return database.read(session -> session.first(
                "SELECT * FROM slo_reading WHERE lease = ? AND epoch = ?", SloBook::entry, lease.hex(), epoch));
    }

    /// Those that both parties signed, of this epoch and later ones.
    List<Agreed> agreed(long from) {
        return database.read(session -> session.list(
                "SELECT * FROM slo_reading WHERE epoch >= ? AND signature <> ''",
                row -> new Agreed(new LeaseId(row.text("lease")), entry(row)),
                from));
    }

    /// An entry with the provider's signature.
    record Agreed(LeaseId lease, Entry entry) {}

    private static Entry entry(Row row) {
        return new Entry(
                row.number("epoch"),
                Reading.parse(row.text("own")),
                Optional.of(row.text("provider")).filter(it -> !it.isEmpty()).map(Reading::parse),
                Optional.of(row.text("signature")).filter(it -> !it.isEmpty()).map(Signature::new));
    }
}
