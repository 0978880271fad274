package souk.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// The segments behind objects and parts, from the first one stored to the last one collected.
public final class Bodies {
    /// Marks an object or part without bytes.
    static final long NONE = 0;

    /// Segments looked at in one query.
    private static final int PAGE = 1_000;

    private final Sqlite database;
    private final String gateway;

    Bodies(Sqlite database, String gateway) {
        this.database = database;
        this.gateway = gateway;
    }

    /// A body nothing shows any more.
    ///
    /// @param body internal id
    /// @param wrappedKey of the bucket it was in
    /// @param attempts how often collecting it failed
    /// @param manifests of the segments that are this body's alone
    @SuppressWarnings("ArrayRecordComponent") // opaque, never compared
    public record Garbage(
            long body, long bucket, TenantId tenant, byte[] wrappedKey, List<String> manifests, int attempts) {}

    /// Records what an upload that still runs has stored and what it stores next, so that a crash leaves
    /// both to the collector.
    ///
    /// @param planned what finds the next segment
    /// @return the draft with nothing pending
    public StoredBody plan(long bucket, StoredBody draft, String planned) {
        return database.write(session -> {
            var id = saveAll(session, bucket, draft, Schema.DRAFT);
            if (draft.id().isEmpty()) {
                claim(session, id, gateway);
            }
            plan(session, id, planned);
            return new StoredBody(OptionalLong.of(id), List.of(), draft.size());
        });
    }

    /// Turns the draft of a failed upload into garbage, due at once.
    public void discard(long bucket, StoredBody draft) {
        if (draft.size() > 0 || draft.id().isPresent()) {
            database.write(session -> {
                // A write whose outcome was not known may have shown it after all; then it stays.
                if (draft.id().isEmpty() || isDraft(session, draft.id().getAsLong())) {
                    // Its plan stays: whether that segment was stored, nobody knows.
                    release(session, append(session, bucket, draft), Instant.EPOCH);
                }
                return true;
            });
        }
    }

    /// The pieces that hold a range of a body, and where the first of them starts.
    ///
    /// @param start offset of the first piece in the body
    public record Slice(long start, List<Piece> pieces) {
        public Slice {
            pieces = List.copyOf(pieces);
        }
    }

    /// Finds the pieces of a range.
    ///
    /// @param from first byte
    /// @param toExclusive one after the last byte
    public Slice slice(long body, long from, long toExclusive) {
        return database.read(session -> {
            var start = session.first(
                    "SELECT max(start) AS start FROM segment WHERE body = ? AND start <= ?",
                    row -> row.optionalNumber("start").orElse(0),
                    body,
                    from);
            var first = start.orElse(0L);
            return new Slice(first, session.list("""
                SELECT segment.manifest AS manifest, segment.length AS length, segment.sealed AS sealed,
                  shared.manifest AS pack
                FROM segment LEFT JOIN segment AS shared ON shared.body = segment.pack
                WHERE segment.body = ? AND segment.start >= ? AND segment.start < ?
                ORDER BY segment.start
                """, Bodies::piece, body, first, toExclusive));
        });
    }

    /// Where a walk through segments goes on.
    public record Mark(long body, long start) {
        public static final Mark START = new Mark(Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /// A segment of a body or pack.
    public record Shown(Mark mark, SegmentRef segment) {}

    /// The segments of a bucket that are not garbage, those after the mark.
    public List<Shown> shown(long bucket, Mark after, int limit) {
        return database.read(session -> session.list("""
            SELECT body, start, manifest, length FROM segment JOIN body ON body.id = segment.body
            WHERE bucket = ? AND state <> 2 AND pack IS NULL AND sealed IS NULL AND (body, start) > (?, ?)
            ORDER BY body, start LIMIT ?
            """, Bodies::shown, bucket, after.body(), after.start(), limit));
    }

    /// Shows every segment there is, garbage included, as of one moment; a page in memory at a time.
    public void eachSegment(Consumer<SegmentRef> each) {
        database.read(session -> {
            var at = Mark.START;
            for (var page = page(session, at); !page.isEmpty(); page = page(session, at)) {
                page.forEach(shown -> each.accept(shown.segment));
                at = page.getLast().mark;
            }
            return true;
        });
    }

    private static List<Shown> page(Session session, Mark after) {
        return session.list("""
            SELECT body, start, manifest, length FROM segment
            WHERE pack IS NULL AND sealed IS NULL AND (body, start) > (?, ?) ORDER BY body, start LIMIT ?
            """, Bodies::shown, after.body, after.start, PAGE);
    }

    /// Garbage due by now, oldest first.
    public List<Garbage> garbage(Instant now, int limit) {
        return database.read(session -> session.list("""
            SELECT body.id AS id, bucket, tenant, wrapped_key, attempts
            FROM body JOIN bucket ON bucket.id = body.bucket
            WHERE state = 2 AND due <= ? ORDER BY due LIMIT ?
            """, row -> garbage(session, row), now.toEpochMilli(), limit));
    }

    /// Forgets garbage whose segments are released; packs that hold nothing else become garbage in turn.
    public void collected(List<Long> bodies) {
        database.write(session -> {
            bodies.forEach(body -> collected(session, body));
            forgetNamelessBuckets(session);
            return true;
        });
    }

    private static void collected(Session session, long body) {
        var packs = session.list(
                "SELECT pack, sum(length) AS bytes FROM segment WHERE body = ? AND pack IS NOT NULL GROUP BY pack",
                row -> new Packs.Share(row.number("pack"), row.number("bytes")),
                body);
        session.update("DELETE FROM plan WHERE body = ?", body);
        session.update("DELETE FROM segment WHERE body = ?", body);
        session.update("DELETE FROM pack WHERE body = ?", body);
        session.update("DELETE FROM body WHERE id = ? AND state = 2", body);
        packs.forEach(share -> Packs.give(session, share, Instant.EPOCH));
    }

    /// Puts garbage off that could not be released.
    public void retryLater(long body, Instant now, Duration delay) {
        database.write(session -> session.update(
                "UPDATE body SET attempts = attempts + 1, due = ? WHERE id = ? AND state = 2",
                now.plus(delay).toEpochMilli(),
                body));
    }

    /// Turns every draft into garbage; only right when no upload runs, that is at the start of the only
    /// gateway.
    void abandonDrafts() {
        database.write(session -> session.update("UPDATE body SET state = 2, due = 0 WHERE state = 0"));
    }

    /// The gateways that have drafts.
    public List<String> drafters() {
        return database.read(session ->
                session.list("SELECT DISTINCT gateway FROM body WHERE state = 0", row -> row.text("gateway")));
    }

    /// Turns the drafts of a gateway that is gone into garbage.
    public int abandonDrafts(String gone) {
        return database.write(
                session -> session.update("UPDATE body SET state = 2, due = 0 WHERE state = 0 AND gateway = ?", gone));
    }

    /// Appends what is pending and sets the state; what was planned is stored by now. Without any bytes
    /// there is no body.
    static long save(Session session, long bucket, StoredBody body, int state) {
        return body.size() == 0 ? NONE : saveAll(session, bucket, body, state);
    }

    private static long saveAll(Session session, long bucket, StoredBody body, int state) {
        var id = append(session, bucket, body);
        session.update("DELETE FROM plan WHERE body = ?", id);
        become(session, id, state);
        return id;
    }

    /// Ends a draft, unless it was given up meanwhile: the collector may be at it.
    private static void become(Session session, long draft, int state) {
        if (session.update("UPDATE body SET state = ? WHERE id = ? AND state = 0", state, draft) == 0) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "this gateway was taken for gone while it stored a body");
        }
    }

    private static boolean isDraft(Session session, long body) {
        return session.first("SELECT 1 AS one FROM body WHERE id = ? AND state = 0", row -> row.number("one"), body)
                .isPresent();
    }

    static void claim(Session session, long draft, String gateway) {
        if (!gateway.isEmpty()) {
            session.update("UPDATE body SET gateway = ? WHERE id = ?", gateway, draft);
        }
    }

    private static long append(Session session, long bucket, StoredBody body) {
        var id = body.id().isPresent() ? body.id().getAsLong() : insert(session, bucket);
        var start = end(session, id);
        for (var piece : body.pending()) {
            switch (piece) {
                case Piece.Stored(var segment) -> add(session, id, start, segment);
                case Piece.Inline(var sealed, var length) ->
                    session.update(
                            "INSERT INTO segment(body, start, length, manifest, sealed) VALUES (?, ?, ?, '', ?)",
                            id,
                            start,
                            length,
                            sealed);
            }
            start += piece.length();
        }
        return id;
    }

    static void add(Session session, long body, long start, SegmentRef segment) {
        session.update(
                "INSERT INTO segment(body, start, length, manifest) VALUES (?, ?, ?, ?)",
                body,
                start,
                segment.length(),
                segment.manifest());
    }

    static void plan(Session session, long body, String planned) {
        session.update("INSERT INTO plan VALUES (?, ?)", body, planned);
    }

    static long insert(Session session, long bucket) {
        return session.first(
                        "INSERT INTO body(bucket, state, due, attempts) VALUES (?, 0, 0, 0) RETURNING id",
                        row -> row.number("id"),
                        bucket)
                .orElseThrow();
    }

    /// Moves all pieces of one body to the end of another.
    static void move(Session session, long target, long start, long source) {
        session.update("UPDATE segment SET body = ?, start = start + ? WHERE body = ?", target, start, source);
        session.update("DELETE FROM body WHERE id = ?", source);
    }

    static void release(Session session, long body, Instant due) {
        session.update("UPDATE body SET state = 2, due = ? WHERE id = ?", due.toEpochMilli(), body);
    }

    static void own(Session session, long body) {
        become(session, body, Schema.OWNED);
    }

    static void forgetNamelessBuckets(Session session) {
        session.update("""
            DELETE FROM bucket WHERE name IS NULL
            AND NOT EXISTS (SELECT 1 FROM body WHERE body.bucket = bucket.id)
            """);
    }

    private static long end(Session session, long body) {
        return session.first(
                        "SELECT start + length AS stop FROM segment WHERE body = ? ORDER BY start DESC LIMIT 1",
                        row -> row.number("stop"),
                        body)
                .orElse(0L);
    }

    private static Garbage garbage(Session session, Row row) {
        var body = row.number("id");
        var manifests = session.list("""
            SELECT manifest FROM segment WHERE body = ? AND pack IS NULL AND sealed IS NULL
            UNION ALL SELECT manifest FROM plan WHERE body = ?
            """, each -> each.text("manifest"), body, body);
        return new Garbage(
                body,
                row.number("bucket"),
                new TenantId(row.text("tenant")),
                row.bytes("wrapped_key"),
                manifests,
                Math.toIntExact(row.number("attempts")));
    }

    private static Shown shown(Row row) {
        return new Shown(
                new Mark(row.number("body"), row.number("start")),
                new SegmentRef(row.text("manifest"), row.number("length")));
    }

    /// What finds the segments that hold a body, packs included; nothing for what is inline.
    static List<String> manifests(Session session, long body) {
        return session.list("""
            SELECT coalesce(shared.manifest, segment.manifest) AS manifest
            FROM segment LEFT JOIN segment AS shared ON shared.body = segment.pack
            WHERE segment.body = ? AND segment.sealed IS NULL ORDER BY segment.start
            """, row -> row.text("manifest"), body);
    }

    private static Piece piece(Row row) {
        var manifest = row.text("manifest");
        long length = row.number("length");
        var sealed = row.optionalBytes("sealed");
        if (sealed.isPresent()) {
            return new Piece.Inline(sealed.get(), length);
        }
        return new Piece.Stored(row.optionalText("pack")
                .map(pack -> new SegmentRef(pack, manifest, length))
                .orElseGet(() -> new SegmentRef(manifest, length)));
    }
}
