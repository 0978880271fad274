package souk.gateway.market;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.sql.Row;
import souk.sql.Sqlite;

/// The rules of buckets that have some. Buckets are named by their number, which is never used twice.
public final class BucketRulesBook {
    /// The table.
    public static final String SCHEMA = """
        CREATE TABLE bucket_rules (
            bucket INTEGER PRIMARY KEY,
            json TEXT NOT NULL
        );
        """;

    private final Sqlite database;

    public BucketRulesBook(Sqlite database) {
        this.database = database;
    }

    public void put(long bucket, BucketRules rules) {
        database.write(session -> session.update(
                "INSERT OR REPLACE INTO bucket_rules VALUES (?, ?)",
                bucket,
                rules.toJson().toString()));
    }

    public Optional<BucketRules> find(long bucket) {
        return database.read(session ->
                session.first("SELECT json FROM bucket_rules WHERE bucket = ?", BucketRulesBook::rules, bucket));
    }

    /// The rules of all buckets that have some.
    public List<BucketRules> all() {
        return database.read(session -> session.list("SELECT json FROM bucket_rules", BucketRulesBook::rules));
    }

    private static BucketRules rules(Row row) {
        return BucketRules.from(Json.parseObject(row.text("json").getBytes(UTF_8)));
    }
}
