package souk.sql;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import souk.availability.HeadStore;
import souk.availability.RecordHead;
import souk.core.json.Json;

/// The heads that a custodian was told.
public final class SqliteHeadStore implements HeadStore {
    /// The migration that makes the store's table.
    public static final String SCHEMA = """
            CREATE TABLE record_head (
              owner TEXT PRIMARY KEY,
              expires_at INTEGER NOT NULL,
              head TEXT NOT NULL) WITHOUT ROWID;
            CREATE INDEX record_head_expiry ON record_head (expires_at);
            """;

    private final Sqlite sqlite;

    /// @param sqlite with [#SCHEMA] among its migrations
    public SqliteHeadStore(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    @Override
    public Optional<RecordHead> find(String owner) {
        return sqlite.read(session -> session.first(
                "SELECT head FROM record_head WHERE owner = ?",
                row -> RecordHead.from(Json.parseObject(row.text("head").getBytes(StandardCharsets.UTF_8))),
                owner));
    }

    @Override
    public void put(RecordHead head, Instant expiresAt) {
        sqlite.write(session -> session.update(
                "INSERT OR REPLACE INTO record_head (owner, expires_at, head) VALUES (?, ?, ?)",
                head.owner(),
                expiresAt.getEpochSecond(),
                head.toJson().toString()));
    }

    @Override
    public long count() {
        return sqlite.read(session ->
                        session.first("SELECT count(*) AS owners FROM record_head", row -> row.number("owners")))
                .orElse(0L);
    }

    @Override
    public void expire(Instant now) {
        sqlite.write(session -> session.update("DELETE FROM record_head WHERE expires_at <= ?", now.getEpochSecond()));
    }
}
