package souk.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// The segments behind objects and parts, from the first one stored to the last one collected.
public final class Bodies {
    /// Marks an object or part without bytes.
    static final long NONE = 0;

    /// Segments in memory at once when all are looked at, some 2 KiB each.
    private static final int PAGE = 500;

    private final Sqlite database;

    Bodies(Sqlite database) {
        this.database = database;
    }

    /// A body nothing shows any more.
    ///
    /// @param body internal id
    /// @param wrappedKey of the bucket it was in
    /// @param attempts how often collecting it failed
    @SuppressWarnings("ArrayRecordComponent") // opaque, never compared
    public record Garbage(long body, TenantId tenant, byte[] wrappedKey, List<SegmentRef> segments, int attempts) {}

    /// Records segments of an upload that still runs, so that a crash leaves them to the collector.
    ///
    /// @return the draft with nothing pending
    public StoredBody record(long bucket, StoredBody draft) {
        return database.write(session ->
                new StoredBody(OptionalLong.of(save(session, bucket, draft, Schema.DRAFT)), List.of(), draft.size()));
    }

    /// Turns the draft of a failed upload into garbage, due at once.
    public void discard(long bucket, StoredBody draft) {
        if (draft.size() > 0) {
            database.write(session -> {
                release(session, save(session, bucket, draft, Schema.DRAFT), Instant.EPOCH);
                return true;
            });
        }
    }

    /// The segments that hold a range of a body, and where the first of them starts.
    ///
    /// @param start offset of the first segment in the body
    public record Slice(long start, List<SegmentRef> segments) {
        public Slice {
            segments = List.copyOf(segments);
        }
    }

    /// Finds the segments of a range.
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
                            SELECT manifest, length FROM segment WHERE body = ? AND start >= ? AND start < ?
                            ORDER BY start
                            """, Bodies::segment, body, first, toExclusive));
        });
    }

    /// Where a walk through segments goes on.
    public record Mark(long body, long start) {
        public static final Mark START = new Mark(Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /// A segment that an object or part shows.
    public record Shown(Mark mark, SegmentRef segment) {}

    /// Segments that objects or parts of a bucket show, those after the mark.
    public List<Shown> shown(long bucket, Mark after, int limit) {
        return database.read(session -> session.list(
                """
                SELECT body, start, manifest, length FROM segment JOIN body ON body.id = segment.body
                WHERE bucket = ? AND state = 1 AND (body, start) > (?, ?) ORDER BY body, start LIMIT ?
                """,
                Bodies::shown,
                bucket,
                after.body(),
                after.start(),
                limit));
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
        return session.list(
                """
                SELECT body, start, manifest, length FROM segment WHERE (body, start) > (?, ?)
                ORDER BY body, start LIMIT ?
                """,
                Bodies::shown,
                after.body,
                after.start,
                PAGE);
    }

    /// Garbage due by now, oldest first.
    public List<Garbage> garbage(Instant now, int limit) {
        return database.read(session -> session.list("""
                SELECT body.id AS id, tenant, wrapped_key, attempts FROM body JOIN bucket ON bucket.id = body.bucket
                WHERE state = 2 AND due <= ? ORDER BY due LIMIT ?
                """, row -> garbage(session, row), now.toEpochMilli(), limit));
    }

    /// Forgets garbage whose segments are released.
    public void collected(long body) {
        database.write(session -> {
            session.update("DELETE FROM segment WHERE body = ?", body);
            session.update("DELETE FROM body WHERE id = ? AND state = 2", body);
            forgetNamelessBuckets(session);
            return true;
        });
    }

    /// Puts garbage off that could not be released.
    public void retryLater(long body, Instant now, Duration delay) {
        database.write(session -> session.update(
                "UPDATE body SET attempts = attempts + 1, due = ? WHERE id = ? AND state = 2",
                now.plus(delay).toEpochMilli(),
                body));
    }

    /// Turns every draft into garbage; only right when no upload runs, that is at start.
    void abandonDrafts() {
        database.write(session -> session.update("UPDATE body SET state = 2, due = 0 WHERE state = 0"));
    }

    /// Appends the pending segments and sets the state; without any bytes there is no body.
    static long save(Session session, long bucket, StoredBody body, int state) {
        if (body.size() == 0) {
            return NONE;
        }
        var id = body.id().isPresent() ? body.id().getAsLong() : insert(session, bucket);
        session.update("UPDATE body SET state = ? WHERE id = ?", state, id);
        var start = end(session, id);
        for (var segment : body.pending()) {
            session.update("INSERT INTO segment VALUES (?, ?, ?, ?)", id, start, segment.length(), segment.manifest());
            start += segment.length();
        }
        return id;
    }

    static long insert(Session session, long bucket) {
        return session.first(
                        "INSERT INTO body(bucket, state, due, attempts) VALUES (?, 0, 0, 0) RETURNING id",
                        row -> row.number("id"),
                        bucket)
                .orElseThrow();
    }

    /// Moves all segments of one body to the end of another.
    static void append(Session session, long target, long start, long source) {
        session.update("UPDATE segment SET body = ?, start = start + ? WHERE body = ?", target, start, source);
        session.update("DELETE FROM body WHERE id = ?", source);
    }

    static void release(Session session, long body, Instant due) {
        session.update("UPDATE body SET state = 2, due = ? WHERE id = ?", due.toEpochMilli(), body);
    }

    static void own(Session session, long body) {
        session.update("UPDATE body SET state = 1 WHERE id = ?", body);
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
        var segments = session.list(
                "SELECT manifest, length FROM segment WHERE body = ? ORDER BY start", Bodies::segment, body);
        return new Garbage(
                body,
                new TenantId(row.text("tenant")),
                row.bytes("wrapped_key"),
                segments,
                Math.toIntExact(row.number("attempts")));
    }

    private static Shown shown(Row row) {
        return new Shown(new Mark(row.number("body"), row.number("start")), segment(row));
    }

    private static SegmentRef segment(Row row) {
        return new SegmentRef(row.text("manifest"), row.number("length"));
    }
}
