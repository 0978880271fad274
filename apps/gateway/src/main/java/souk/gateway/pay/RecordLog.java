package souk.gateway.pay;

import java.time.Instant;
import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.record.Cid;
import souk.sql.Sqlite;

/// The names of the records this gateway published, so that people can find them; custodians know records only
/// by name.
public final class RecordLog {
    /// The table.
    public static final String SCHEMA = """
            CREATE TABLE record_log (
                cid TEXT PRIMARY KEY,
                at INTEGER NOT NULL,
                kind TEXT NOT NULL
            );
            """;

    /// Records in one answer.
    private static final int MOST = 200;

    private final Sqlite database;

    public RecordLog(Sqlite database) {
        this.database = database;
    }

    void published(Cid cid, String kind, Instant at) {
        database.write(session -> session.update(
                "INSERT OR IGNORE INTO record_log VALUES (?, ?, ?)", cid.text(), at.getEpochSecond(), kind));
    }

    /// The newest records, newest first: name, time, kind.
    public List<JsonObject> newest() {
        return database.read(session -> session.list(
                "SELECT cid, at, kind FROM record_log ORDER BY at DESC, cid LIMIT " + MOST,
                row -> Json.object()
                        .put("cid", row.text("cid"))
                        .put("at", Instant.ofEpochSecond(row.number("at")).toString())
                        .put("kind", row.text("kind"))
                        .build()));
    }
}
