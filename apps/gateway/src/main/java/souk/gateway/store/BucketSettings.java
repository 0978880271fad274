package souk.gateway.store;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import souk.sql.Sqlite;

/// What tenants set about their buckets: one document for each kind of setting, written and read by the door.
public final class BucketSettings {
    private final Sqlite database;

    BucketSettings(Sqlite database) {
        this.database = database;
    }

    /// The kinds of settings.
    public enum Kind {
        ACL,
        CORS,
        ENCRYPTION,
        LOGGING,
        OWNERSHIP,
        POLICY,
        PUBLIC_ACCESS,
        TAGS,
        WEBSITE
    }

    /// All that is set about a bucket.
    ///
    /// @param bucket internal id
    public Map<Kind, String> all(long bucket) {
        var found = new EnumMap<Kind, String>(Kind.class);
        database.read(session -> session.list(
                        "SELECT kind, document FROM bucket_setting WHERE bucket = ?",
                        row -> Map.entry(Kind.valueOf(row.text("kind")), row.text("document")),
                        bucket))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /// One setting, if it is made.
    public Optional<String> find(long bucket, Kind kind) {
        return database.read(session -> session.first(
                "SELECT document FROM bucket_setting WHERE bucket = ? AND kind = ?",
                row -> row.text("document"),
                bucket,
                kind.name()));
    }

    /// What is set of a kind, by bucket.
    public Map<BucketName, String> ofKind(Kind kind) {
        var found = new HashMap<BucketName, String>();
        database.read(session -> session.list(
                        """
                        SELECT name, document FROM bucket_setting JOIN bucket ON bucket.id = bucket_setting.bucket
                        WHERE kind = ? AND name IS NOT NULL
                        """, row -> Map.entry(new BucketName(row.text("name")), row.text("document")), kind.name()))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /// Makes or replaces a setting.
    public void put(long bucket, Kind kind, String document) {
        database.write(session -> session.update("""
            INSERT INTO bucket_setting(bucket, kind, document) VALUES (?, ?, ?)
            ON CONFLICT(bucket, kind) DO UPDATE SET document = excluded.document
            """, bucket, kind.name(), document));
    }

    /// Takes a setting back.
    public void remove(long bucket, Kind kind) {
        database.write(session ->
                session.update("DELETE FROM bucket_setting WHERE bucket = ? AND kind = ?", bucket, kind.name()));
    }
}
