package souk.gateway.store;

import java.time.Instant;
import java.util.Optional;
import souk.core.value.Digest;
import souk.sql.Row;
import souk.sql.Session;

/// How object versions lie in their table, and the rules of which one is the latest.
final class ObjectRows {
    static final String COLUMNS = "id, body, key, version, latest, marker, size, etag, root, parts, headers,"
            + " checksum_algorithm, checksum_type, checksum_value, lock_mode, lock_until, legal_hold, owner, acl, tags,"
            + " modified";

    private ObjectRows() {}

    static ObjectVersion map(Row row) {
        return new ObjectVersion(
                row.number("id"),
                row.number("body"),
                ObjectKey.of(row.bytes("key")),
                row.text("version"),
                row.flag("latest"),
                row.flag("marker"),
                row.number("size"),
                row.text("etag"),
                row.optionalBytes("root").map(Digest::of),
                Math.toIntExact(row.number("parts")),
                ObjectHeaders.fromText(row.text("headers")),
                checksum(row),
                lock(row),
                Ownership.of(row),
                Tags.fromText(row.text("tags")),
                Instant.ofEpochMilli(row.number("modified")));
    }

    private static Optional<Checksum> checksum(Row row) {
        return row.optionalText("checksum_algorithm")
                .map(algorithm -> new Checksum(
                        Checksum.Algorithm.valueOf(algorithm),
                        Checksum.Type.valueOf(row.text("checksum_type")),
                        row.text("checksum_value")));
    }

    static ObjectLock lock(Row row) {
        var retention = row.optionalText("lock_mode")
                .map(mode -> new ObjectLock.Retention(
                        ObjectLock.Mode.valueOf(mode), Instant.ofEpochMilli(row.number("lock_until"))));
        return new ObjectLock(retention, row.optionalText("legal_hold").map(ObjectLock.Hold::valueOf));
    }

    static Optional<ObjectVersion> byId(Session session, long id) {
        return session.first("SELECT " + COLUMNS + " FROM object WHERE id = ?", ObjectRows::map, id);
    }

    static Optional<ObjectVersion> latest(Session session, long bucket, ObjectKey key) {
        return session.first(
                "SELECT " + COLUMNS + " FROM object WHERE bucket = ? AND key = ? ORDER BY id DESC LIMIT 1",
                ObjectRows::map,
                bucket,
                key.bytes());
    }

    static Optional<ObjectVersion> version(Session session, long bucket, ObjectKey key, String version) {
        return session.first(
                "SELECT " + COLUMNS + " FROM object WHERE bucket = ? AND key = ? AND version = ?",
                ObjectRows::map,
                bucket,
                key.bytes(),
                version);
    }

    static Optional<ObjectVersion> visible(Session session, long bucket, ObjectKey key) {
        return latest(session, bucket, key).filter(version -> !version.marker());
    }

    /// Makes room for a new latest version: the old one steps back, a version of the same id goes.
    static void stepBack(Session session, long bucket, ObjectKey key, String version, Instant due) {
        version(session, bucket, key, version).ifPresent(same -> remove(session, same, due));
        session.update("UPDATE object SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1", bucket, key.bytes());
    }

    static long insert(
            Session session,
            long bucket,
            NewObject object,
            long body,
            Optional<Digest> root,
            int parts,
            Optional<String> upload) {
        Folders.add(session, bucket, object.key(), Folders.billed(object));
        return session.first(
                        """
                        INSERT INTO object(bucket, key, version, latest, marker, body, size, etag, root, parts, headers,
                          checksum_algorithm, checksum_type, checksum_value, lock_mode, lock_until, legal_hold,
                          owner, acl, tags, modified, upload, billed)
                        VALUES (?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """,
                        row -> row.number("id"),
                        bucket,
                        object.key().bytes(),
                        object.version(),
                        body,
                        object.body().size(),
                        object.etag(),
                        root.map(Digest::bytes),
                        parts,
                        object.headers().toText(),
                        object.checksum().algorithm().name(),
                        object.checksum().type().name(),
                        object.checksum().value(),
                        object.lock().retention().map(each -> each.mode().name()),
                        object.lock().retention().map(each -> each.until().toEpochMilli()),
                        object.lock().hold().map(Enum::name),
                        object.ownership().owner().value(),
                        object.ownership().aclColumn(),
                        object.tags().toText(),
                        object.now().toEpochMilli(),
                        upload,
                        Folders.billed(object))
                .orElseThrow();
    }

    static void insertMarker(Session session, Bucket bucket, ObjectKey key, String version, Instant now) {
        session.update("""
            INSERT INTO object(bucket, key, version, latest, marker, body, size, etag, parts, headers, owner, modified,
              billed)
            VALUES (?, ?, ?, 1, 1, 0, 0, '', 0, '', ?, ?, 0)
            """, bucket.id(), key.bytes(), version, bucket.tenant().value(), now.toEpochMilli());
    }

    /// Removes a version and lets the newest remaining one be the latest.
    static void removeAndPromote(Session session, long bucket, ObjectVersion version, Instant due) {
        remove(session, version, due);
        if (version.latest()) {
            session.update("""
                UPDATE object SET latest = 1 WHERE id =
                  (SELECT id FROM object WHERE bucket = ? AND key = ? ORDER BY id DESC LIMIT 1)
                """, bucket, version.key().bytes());
        }
    }

    private static void remove(Session session, ObjectVersion version, Instant due) {
        Folders.remove(session, version);
        session.update("DELETE FROM object WHERE id = ?", version.id());
        if (version.body() != Bodies.NONE) {
            Bodies.release(session, version.body(), due);
        }
    }
}
