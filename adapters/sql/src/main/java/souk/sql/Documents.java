package souk.sql;

import java.util.List;
import java.util.Optional;
import souk.core.json.Json;
import souk.core.json.JsonObject;

/// Named JSON documents in collections: enough for what is looked up by one key or by the start of a key.
/// What was put is durable when the call returns.
public final class Documents {
    /// The table.
    public static final String SCHEMA = """
            CREATE TABLE documents (
                collection TEXT NOT NULL,
                name TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (collection, name)
            ) WITHOUT ROWID;
            """;

    private final Sqlite database;

    /// @param database with [#SCHEMA] among its migrations
    public Documents(Sqlite database) {
        this.database = database;
    }

    /// The collection of this name; collections need no creation.
    public Collection collection(String name) {
        return new Collection(name);
    }

    /// Documents of one kind.
    public final class Collection {
        private final String name;

        private Collection(String name) {
            this.name = name;
        }

        /// Keeps the document; replaces an earlier one of the key.
        public void put(String key, JsonObject document) {
            database.write(session -> session.update(
                    "INSERT INTO documents (collection, name, body) VALUES (?, ?, ?)"
                            + " ON CONFLICT (collection, name) DO UPDATE SET body = excluded.body",
                    name,
                    key,
                    document.toString()));
        }

        public Optional<JsonObject> find(String key) {
            return database.read(session -> session.first(
                    "SELECT body FROM documents WHERE collection = ? AND name = ?",
                    row -> parse(row.text("body")),
                    name,
                    key));
        }

        /// Nothing happens when there is none.
        public void remove(String key) {
            database.write(
                    session -> session.update("DELETE FROM documents WHERE collection = ? AND name = ?", name, key));
        }

        /// Documents whose keys start with `prefix`, in the order of their keys.
        public List<JsonObject> startingWith(String prefix) {
            return database.read(session -> session.list(
                    "SELECT body FROM documents WHERE collection = ? AND name >= ? AND name < ? ORDER BY name",
                    row -> parse(row.text("body")),
                    name,
                    prefix,
                    prefix + Character.MAX_VALUE));
        }

        /// All documents in the order of their keys.
        public List<JsonObject> all() {
            return database.read(session -> session.list(
                    "SELECT body FROM documents WHERE collection = ? ORDER BY name",
                    row -> parse(row.text("body")),
                    name));
        }
    }

    private static JsonObject parse(String body) {
        return (JsonObject) Json.parse(body);
    }
}
