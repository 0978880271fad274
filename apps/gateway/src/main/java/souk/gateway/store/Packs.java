package souk.gateway.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// The segments that many small bodies share, from the plan to the last body that leaves.
public final class Packs {
    private final Sqlite database;
    private final String gateway;

    Packs(Sqlite database, String gateway) {
        this.database = database;
        this.gateway = gateway;
    }

    /// Bytes that a body has in a pack.
    record Share(long pack, long bytes) {}

    /// Notes a pack that is about to be stored.
    ///
    /// @return its body
    public StoredBody plan(long bucket, String planned) {
        return database.write(session -> {
            var id = Bodies.insert(session, bucket);
            Bodies.claim(session, id, gateway);
            Bodies.plan(session, id, planned);
            return new StoredBody(OptionalLong.of(id), List.of(), 0);
        });
    }

    /// Records a pack that is stored, with a draft for each body in it.
    ///
    /// @return the drafts, in the order of the bodies
    public List<StoredBody> record(long bucket, StoredBody plan, SegmentStore.Packed packed) {
        return database.write(session -> {
            long pack = own(session, plan, packed);
            var drafts = new ArrayList<StoredBody>();
            for (var body : packed.bodies()) {
                long id = Bodies.insert(session, bucket);
                Bodies.claim(session, id, gateway);
                session.update(
                        "INSERT INTO segment(body, start, length, manifest, pack) VALUES (?, 0, ?, ?, ?)",
                        id,
                        body.length(),
                        body.slice(),
                        pack);
                drafts.add(new StoredBody(OptionalLong.of(id), List.of(), body.length()));
            }
            session.update("UPDATE pack SET live = size WHERE body = ?", pack);
            return drafts;
        });
    }

    /// A pack of which little is still shown.
    ///
    /// @param wrappedKey of its bucket
    /// @param live what is shown of it
    @SuppressWarnings("ArrayRecordComponent") // opaque, never compared
    public record Sparse(long pack, long bucket, TenantId tenant, byte[] wrappedKey, List<Slice> live) {}

    /// A piece of an object or part.
    ///
    /// @param body internal, whose piece it is
    /// @param start of the piece in the body
    public record Slice(long body, long start, SegmentRef segment) {}

    /// Packs of which at most a quarter is alive, oldest first.
    public List<Sparse> sparse(int limit) {
        return database.read(session -> session.list("""
            SELECT pack.body AS pack, bucket, tenant, wrapped_key, segment.manifest AS manifest
            FROM pack JOIN body ON body.id = pack.body JOIN bucket ON bucket.id = body.bucket
              JOIN segment ON segment.body = pack.body
            WHERE live * 4 <= size AND state = 1 ORDER BY pack.body LIMIT ?
            """, row -> sparse(session, row), limit));
    }

    /// Lets the slices be found in another pack that holds the same bytes. Those that went away
    /// meanwhile are dead there.
    ///
    /// @param packed in the order of the slices
    /// @param due when the old packs may go, with what is dead in them
    public void move(List<Slice> slices, StoredBody plan, SegmentStore.Packed packed, Instant due) {
        database.write(session -> {
            long target = own(session, plan, packed);
            long moved = 0;
            for (var i = 0; i < slices.size(); i++) {
                moved += move(session, slices.get(i), target, packed.bodies().get(i), due);
            }
            session.update("UPDATE pack SET live = ? WHERE body = ?", moved, target);
            give(session, new Share(target, 0), Instant.EPOCH);
            return true;
        });
    }

    private static long move(Session session, Slice slice, long target, SegmentRef to, Instant due) {
        var source = session.first(
                "SELECT pack FROM segment WHERE body = ? AND start = ? AND manifest = ?",
                row -> row.number("pack"),
                slice.body(),
                slice.start(),
                slice.segment().slice());
        if (source.isEmpty()) {
            return 0;
        }
        session.update(
                "UPDATE segment SET pack = ?, manifest = ? WHERE body = ? AND start = ?",
                target,
                to.slice(),
                slice.body(),
                slice.start());
        Locks.moved(session, slice.body());
        give(session, new Share(source.get(), to.length()), due);
        return to.length();
    }

    /// Gives up a part of a pack; the last one makes garbage of it.
    static void give(Session session, Share share, Instant due) {
        session.update("UPDATE pack SET live = live - ? WHERE body = ?", share.bytes(), share.pack());
        session.update(
                "UPDATE body SET state = 2, due = ? WHERE id = (SELECT body FROM pack WHERE body = ? AND live = 0)",
                due.toEpochMilli(),
                share.pack());
    }

    private static long own(Session session, StoredBody plan, SegmentStore.Packed packed) {
        long pack = plan.id().orElseThrow();
        long size = packed.bodies().stream().mapToLong(SegmentRef::length).sum();
        session.update("DELETE FROM plan WHERE body = ?", pack);
        Bodies.add(session, pack, 0, new SegmentRef(packed.manifest(), size));
        Bodies.own(session, pack);
        session.update("INSERT INTO pack VALUES (?, ?, 0)", pack, size);
        return pack;
    }

    private static Sparse sparse(Session session, Row row) {
        long pack = row.number("pack");
        var manifest = row.text("manifest");
        var live = session.list(
                """
                SELECT body, start, length, segment.manifest AS slice FROM segment JOIN body ON body.id = segment.body
                WHERE pack = ? AND state = 1
                """,
                each -> new Slice(
                        each.number("body"),
                        each.number("start"),
                        new SegmentRef(manifest, each.text("slice"), each.number("length"))),
                pack);
        return new Sparse(pack, row.number("bucket"), new TenantId(row.text("tenant")), row.bytes("wrapped_key"), live);
    }
}
