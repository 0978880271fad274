package souk.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import souk.core.merkle.Span;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// Multipart uploads: their parts, and how they become objects.
public final class Uploads {
    private final Sqlite database;

    Uploads(Sqlite database) {
        this.database = database;
    }

    /// Begins an upload.
    public void create(Upload upload) {
        database.write(session -> session.update(
                """
                INSERT INTO upload(id, bucket, key, headers, checksum_algorithm, checksum_type, created,
                  lock_mode, lock_until, legal_hold, owner, acl, tags)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                upload.id(),
                upload.bucket(),
                upload.key().bytes(),
                upload.headers().toText(),
                upload.algorithm().name(),
                upload.checksumType().name(),
                upload.created().toEpochMilli(),
                upload.lock().retention().map(each -> each.mode().name()),
                upload.lock().retention().map(each -> each.until().toEpochMilli()),
                upload.lock().hold().map(Enum::name),
                upload.ownership().owner().value(),
                upload.ownership().aclColumn(),
                upload.tags().toText()));
    }

    /// The upload of that id, if it is for that key.
    public Optional<Upload> find(long bucket, ObjectKey key, String id) {
        return database.read(session -> find(session, id))
                .filter(upload -> upload.bucket() == bucket && upload.key().equals(key));
    }

    /// Adds or replaces a part; false if the upload is over, whereupon the body is left as garbage.
    public boolean putPart(Upload upload, Part part, StoredBody body) {
        return database.write(session -> {
            if (find(session, upload.id()).isEmpty()) {
                var lost = Bodies.save(session, upload.bucket(), body, Schema.DRAFT);
                Bodies.release(session, lost, Instant.EPOCH);
                return false;
            }
            releasePart(session, upload.id(), part.number());
            var id = Bodies.save(session, upload.bucket(), body, Schema.OWNED);
            insert(session, upload.id(), part, id, body.span());
            return true;
        });
    }

    /// Parts by number.
    ///
    /// @param after numbers up to this one are left out
    public List<Part> parts(Upload upload, int after, int limit) {
        return database.read(session -> session.list(
                "SELECT * FROM part WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
                Uploads::part,
                upload.id(),
                after,
                limit));
    }

    /// Turns the upload into an object made of the chosen parts; the others become garbage.
    ///
    /// @param chosen part numbers, ascending, each of which was uploaded
    /// @param object with the size and tags of the whole; its body is ignored
    /// @return empty if the upload is over or a chosen part was replaced by one of another tag
    public Optional<PutResult> complete(Upload upload, List<Part> chosen, NewObject object, WriteCondition condition) {
        return database.write(session -> {
            var bucket = Buckets.named(session, upload.bucket());
            if (bucket.isEmpty() || !unchanged(session, upload, chosen)) {
                return Optional.empty();
            }
            var visible = ObjectRows.visible(session, upload.bucket(), upload.key());
            if (!condition.holds(visible)) {
                return Optional.of(new PutResult.ConditionFailed(visible));
            }
            var body = Bodies.insert(session, upload.bucket());
            var starts = join(session, upload, chosen, body);
            var sized = sized(object, starts);
            var ownedBody = sized.body().size() == 0 ? Bodies.NONE : body;
            Bodies.own(session, body);
            var root = Spans.rootOfParts(session, upload.id(), chosen);
            var stored = Objects.show(
                    session, bucket.get(), sized, ownedBody, root, chosen.size(), Optional.of(upload.id()));
            recordParts(session, stored.object(), chosen);
            root.ifPresent(_ -> Spans.takeParts(session, stored.object(), upload.id(), chosen));
            end(session, upload.id(), object.now());
            return Optional.of(stored);
        });
    }

    /// The object an upload became, so that completing it again can give the same answer.
    public Optional<ObjectVersion> completed(long bucket, ObjectKey key, String upload) {
        return database.read(session -> session.first(
                "SELECT " + ObjectRows.COLUMNS + " FROM object WHERE upload = ? AND bucket = ? AND key = ?",
                ObjectRows::map,
                upload,
                bucket,
                key.bytes()));
    }

    /// Ends an upload without an object; its parts become garbage.
    public void abort(Upload upload, Instant now) {
        database.write(session -> {
            end(session, upload.id(), now);
            return true;
        });
    }

    /// Uploads under way, by key and id.
    ///
    /// @param prefix of the keys
    /// @param afterKey uploads of keys up to this one are left out; empty for none
    /// @param afterId if not empty, of that key only the uploads up to this id are
    public List<Upload> list(long bucket, String prefix, String afterKey, String afterId, int limit) {
        return database.read(session -> session.list(
                """
                SELECT * FROM upload WHERE bucket = ? AND (key > ? OR (key = ? AND ? <> '' AND id > ?))
                AND substr(key, 1, length(?)) = ? ORDER BY key, id LIMIT ?
                """,
                Uploads::upload,
                bucket,
                utf8(afterKey),
                utf8(afterKey),
                afterId,
                afterId,
                utf8(prefix),
                utf8(prefix),
                limit));
    }

    private static long join(Session session, Upload upload, List<Part> chosen, long body) {
        var start = 0L;
        for (var part : chosen) {
            var source = bodyOf(session, upload.id(), part.number()).orElseThrow();
            if (source != Bodies.NONE) {
                Bodies.move(session, body, start, source);
                session.update("UPDATE part SET body = 0 WHERE upload = ? AND number = ?", upload.id(), part.number());
            }
            start += part.size();
        }
        return start;
    }

    private static NewObject sized(NewObject object, long size) {
        var body = new StoredBody(OptionalLong.empty(), List.of(), size);
        return object.with(body);
    }

    private static void recordParts(Session session, ObjectVersion object, List<Part> chosen) {
        var start = 0L;
        for (var i = 0; i < chosen.size(); i++) {
            var size = chosen.get(i).size();
            session.update(
                    "INSERT INTO object_part(object, number, start, size, checksum) VALUES (?, ?, ?, ?, ?)",
                    object.id(),
                    i + 1,
                    start,
                    size,
                    chosen.get(i).checksum().value());
            start += size;
        }
    }

    private static boolean unchanged(Session session, Upload upload, List<Part> chosen) {
        return find(session, upload.id()).isPresent()
                && chosen.stream()
                        .allMatch(part -> session.first(
                                        "SELECT etag FROM part WHERE upload = ? AND number = ?",
                                        row -> row.text("etag"),
                                        upload.id(),
                                        part.number())
                                .filter(part.etag()::equals)
                                .isPresent());
    }

    static void endAll(Session session, long bucket, Instant now) {
        session.list("SELECT id FROM upload WHERE bucket = ?", row -> row.text("id"), bucket)
                .forEach(upload -> end(session, upload, now));
    }

    private static void end(Session session, String upload, Instant now) {
        session.update(
                "UPDATE body SET state = 2, due = ? WHERE id IN (SELECT body FROM part WHERE upload = ? AND body <> 0)",
                now.toEpochMilli(),
                upload);
        session.update("DELETE FROM upload WHERE id = ?", upload);
    }

    private static void releasePart(Session session, String upload, int number) {
        bodyOf(session, upload, number)
                .filter(body -> body != Bodies.NONE)
                .ifPresent(body -> Bodies.release(session, body, Instant.EPOCH));
        session.update("DELETE FROM part WHERE upload = ? AND number = ?", upload, number);
    }

    private static Optional<Long> bodyOf(Session session, String upload, int number) {
        return session.first(
                "SELECT body FROM part WHERE upload = ? AND number = ?", row -> row.number("body"), upload, number);
    }

    private static void insert(Session session, String upload, Part part, long body, Optional<Span> span) {
        session.update(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                upload,
                part.number(),
                body,
                part.size(),
                part.etag(),
                part.checksum().algorithm().name(),
                part.checksum().type().name(),
                part.checksum().value(),
                part.modified().toEpochMilli(),
                span.map(each -> each.root().bytes()),
                span.map(Span::chunks));
    }

    private static Optional<Upload> find(Session session, String id) {
        return session.first("SELECT * FROM upload WHERE id = ?", Uploads::upload, id);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static Upload upload(Row row) {
        return new Upload(
                row.text("id"),
                row.number("bucket"),
                ObjectKey.of(row.bytes("key")),
                ObjectHeaders.fromText(row.text("headers")),
                Checksum.Algorithm.valueOf(row.text("checksum_algorithm")),
                Checksum.Type.valueOf(row.text("checksum_type")),
                ObjectRows.lock(row),
                Ownership.of(row),
                Tags.fromText(row.text("tags")),
                Instant.ofEpochMilli(row.number("created")));
    }

    private static Part part(Row row) {
        return new Part(
                Math.toIntExact(row.number("number")),
                row.number("size"),
                row.text("etag"),
                new Checksum(
                        Checksum.Algorithm.valueOf(row.text("checksum_algorithm")),
                        Checksum.Type.valueOf(row.text("checksum_type")),
                        row.text("checksum_value")),
                Instant.ofEpochMilli(row.number("modified")));
    }
}
