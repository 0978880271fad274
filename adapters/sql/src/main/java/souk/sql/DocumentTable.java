package souk.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// A table of JSON documents by key.
///
/// @param table a name from this package's own code, never from outside
/// @param read what a document stands for
record DocumentTable<T>(Sqlite sqlite, String table, Function<JsonObject, T> read) {

    static String schema(String table) {
        return "CREATE TABLE " + table + " (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;";
    }

    void put(String key, JsonObject body) {
        sqlite.write(session -> session.update(
                "INSERT INTO " + table
                        + " (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body",
                key,
                new String(body.canonical(), StandardCharsets.UTF_8)));
    }

    void remove(String key) {
        sqlite.write(session -> session.update("DELETE FROM " + table + " WHERE key = ?", key));
    }

    Optional<T> find(String key) {
        return sqlite.read(
                session -> session.first("SELECT body FROM " + table + " WHERE key = ?", this::document, key));
    }

    List<T> all() {
        return sqlite.read(session -> session.list("SELECT body FROM " + table, this::document));
    }

    private T document(Row row) {
        return read.apply(Json.parseObject(row.text("body").getBytes(StandardCharsets.UTF_8)));
    }
}
