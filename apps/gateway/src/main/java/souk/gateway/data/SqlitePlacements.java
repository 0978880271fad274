package souk.gateway.data;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.Placements;
import souk.sdk.storage.SegmentManifest;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// Where shards are, in the tables of the [SqliteShardBook]: a move changes inventories and placement in one
/// transaction.
public final class SqlitePlacements implements Placements {
    /// What the tables of the book lacked. Shards of earlier versions have no number until their segment is
    /// adopted.
    public static final String SCHEMA = """
        ALTER TABLE shard ADD COLUMN number INTEGER NOT NULL DEFAULT -1;
        CREATE TABLE placed_segment (
            segment BLOB PRIMARY KEY,
            k INTEGER NOT NULL,
            n INTEGER NOT NULL,
            length INTEGER NOT NULL,
            shard_bytes INTEGER NOT NULL,
            countries INTEGER NOT NULL
        ) WITHOUT ROWID;
        """;

    private final Sqlite database;

    public SqlitePlacements(Sqlite database) {
        this.database = database;
    }

    @Override
    public Optional<PlacedSegment> find(Digest segment) {
        return database.read(session ->
                session.first("SELECT * FROM placed_segment WHERE segment = ?", row -> placed(session, row), (Object)
                        segment.bytes()));
    }

    @Override
    public Map<Integer, Digest> roots(Digest segment) {
        return database.read(session -> session
                .list(
                        "SELECT number, root FROM known_root WHERE segment = ? UNION"
                                + " SELECT number, root FROM shard WHERE segment = ? AND number >= 0",
                        row -> Map.entry(Math.toIntExact(row.number("number")), Digest.of(row.bytes("root"))),
                        segment.bytes(),
                        segment.bytes())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one)));
    }

    @Override
    public List<PlacedSegment> after(Digest last, int limit) {
        return database.read(session -> session.list(
                "SELECT * FROM placed_segment WHERE segment > ? ORDER BY segment LIMIT ?",
                row -> placed(session, row),
                last.bytes(),
                limit));
    }

    @Override
    public List<PlacedSegment> under(LeaseId lease, Digest last, int limit) {
        return database.read(session -> session.list(
                "SELECT * FROM placed_segment WHERE segment > ? AND segment IN"
                        + " (SELECT segment FROM shard WHERE lease = ?) ORDER BY segment LIMIT ?",
                row -> placed(session, row),
                last.bytes(),
                lease.bytes(),
                limit));
    }

    @Override
    public boolean move(
            Digest segment, List<SegmentManifest.Shard> leave, List<SegmentManifest.Shard> come, Instant expiry) {
        return database.write(session -> {
            var known = session.first(
                    "SELECT * FROM placed_segment WHERE segment = ?", row -> placed(session, row), (Object)
                            segment.bytes());
            if (known.isEmpty() || !known.get().shards().containsAll(leave)) {
                return false;
            }
            // What was promised to be kept longer than a lease stays promised where it moves.
            long promised = session.first(
                            "SELECT max(expiry) AS expiry FROM shard WHERE segment = ?",
                            row -> row.optionalNumber("expiry").orElse(0),
                            (Object) segment.bytes())
                    .orElse(0L);
            leave.forEach(shard -> {
                remember(session, shard.lease(), shard.root());
                session.update(
                        "DELETE FROM shard WHERE segment = ? AND lease = ? AND root = ?",
                        segment.bytes(),
                        shard.lease().bytes(),
                        shard.root().bytes());
            });
            come.forEach(shard -> insert(
                    session, segment, shard, known.get().shardBytes(), Math.max(promised, expiry.getEpochSecond())));
            return true;
        });
    }

    @Override
    public int lost(LeaseId lease, Set<Digest> roots) {
        if (roots.isEmpty()) {
            return 0;
        }
        return database.write(session -> roots.stream()
                .mapToInt(root -> {
                    remember(session, lease, root);
                    return session.update(
                            "DELETE FROM shard WHERE lease = ? AND root = ?", lease.bytes(), root.bytes());
                })
                .sum());
    }

    /// Keeps the root of a shard that goes, so that it can be made again by somebody who is not believed.
    private static void remember(Session session, LeaseId lease, Digest root) {
        session.update(
                "INSERT OR IGNORE INTO known_root SELECT segment, number, root FROM shard"
                        + " WHERE lease = ? AND root = ? AND number >= 0",
                lease.bytes(),
                root.bytes());
    }

    @Override
    public void adopt(SegmentManifest manifest) {
        database.write(session -> {
            boolean held = session.first(
                            "SELECT 1 AS one FROM shard WHERE segment = ?", row -> row.number("one"), (Object)
                                    manifest.id().bytes())
                    .isPresent();
            if (held && insert(session, manifest, false) == 1) {
                manifest.shards()
                        .forEach(shard -> session.update(
                                "UPDATE shard SET number = ? WHERE segment = ? AND lease = ? AND root = ?",
                                shard.number(),
                                manifest.id().bytes(),
                                shard.lease().bytes(),
                                shard.root().bytes()));
            }
            return held;
        });
    }

    static int insert(Session session, SegmentManifest segment, boolean countries) {
        return session.update(
                "INSERT INTO placed_segment VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                segment.id().bytes(),
                segment.k(),
                segment.n(),
                segment.length(),
                segment.shardBytes(),
                countries);
    }

    static void insert(Session session, Digest segment, SegmentManifest.Shard shard, long bytes, long expiry) {
        session.update(
                "INSERT INTO shard(segment, lease, root, size, expiry, number) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                segment.bytes(),
                shard.lease().bytes(),
                shard.root().bytes(),
                bytes,
                expiry,
                shard.number());
    }

    private static PlacedSegment placed(Session session, Row row) {
        var segment = row.bytes("segment");
        var shards = session.list(
                "SELECT number, lease, root FROM shard WHERE segment = ? AND number >= 0 ORDER BY number",
                shard -> new SegmentManifest.Shard(
                        Math.toIntExact(shard.number("number")),
                        LeaseId.of(shard.bytes("lease")),
                        Digest.of(shard.bytes("root"))),
                (Object) segment);
        return new PlacedSegment(
                Digest.of(segment),
                Math.toIntExact(row.number("k")),
                Math.toIntExact(row.number("n")),
                row.number("length"),
                row.number("shard_bytes"),
                row.flag("countries"),
                shards);
    }
}
