package souk.gateway.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.core.json.Json;
import souk.core.market.InventoryRoot;
import souk.core.market.Signed;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.ShardBook;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// The shards of all tenants in SQLite: those that should be kept, and those under the last co-signed root
/// of each lease. A lease belongs to one tenant, so one book serves all.
public final class SqliteShardBook implements ShardBook {
    /// The tables.
    public static final String SCHEMA = """
        CREATE TABLE shard (
            segment BLOB NOT NULL,
            lease BLOB NOT NULL,
            root BLOB NOT NULL,
            size INTEGER NOT NULL,
            expiry INTEGER NOT NULL,
            PRIMARY KEY (segment, lease, root)
        ) WITHOUT ROWID;
        CREATE INDEX shard_by_lease ON shard(lease, root);
        CREATE TABLE committed_shard (
            lease BLOB NOT NULL,
            root BLOB NOT NULL,
            size INTEGER NOT NULL,
            expiry INTEGER NOT NULL,
            PRIMARY KEY (lease, root)
        ) WITHOUT ROWID;
        CREATE TABLE proposed_shard (
            lease BLOB NOT NULL,
            root BLOB NOT NULL,
            size INTEGER NOT NULL,
            expiry INTEGER NOT NULL,
            PRIMARY KEY (lease, root)
        ) WITHOUT ROWID;
        CREATE TABLE proposed_root (
            lease BLOB PRIMARY KEY,
            root TEXT NOT NULL,
            payer TEXT NOT NULL,
            changed INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE inventory_root (
            lease BLOB NOT NULL,
            epoch INTEGER NOT NULL,
            root TEXT NOT NULL,
            payer TEXT NOT NULL,
            provider TEXT NOT NULL,
            PRIMARY KEY (lease, epoch)
        ) WITHOUT ROWID;
        """;

    /// Roots of so many epochs are kept: payment looks two epochs back, a person perhaps an hour.
    static final int KEPT_EPOCHS = 64;

    private static final String COMMITTED =
            "SELECT root, size, expiry FROM committed_shard WHERE lease = ? ORDER BY root";
    private static final String PROPOSED =
            "SELECT root, size, expiry FROM proposed_shard WHERE lease = ? ORDER BY root";

    private final Sqlite database;

    public SqliteShardBook(Sqlite database) {
        this.database = database;
    }

    @Override
    public void add(SegmentManifest segment, Instant expiry, boolean countries) {
        database.write(session -> {
            SqlitePlacements.insert(session, segment, countries);
            for (var shard : segment.shards()) {
                SqlitePlacements.insert(session, segment.id(), shard, segment.shardBytes(), expiry.getEpochSecond());
            }
            return true;
        });
    }

    @Override
    public void retain(Set<Digest> segments, Instant until) {
        database.write(session -> {
            segments.forEach(segment -> session.update(
                    "UPDATE shard SET expiry = max(expiry, ?) WHERE segment = ?",
                    until.getEpochSecond(),
                    segment.bytes()));
            return true;
        });
    }

    @Override
    public void release(Set<Digest> segments) {
        database.write(session -> {
            segments.forEach(segment -> {
                session.update("DELETE FROM shard WHERE segment = ?", (Object) segment.bytes());
                session.update("DELETE FROM placed_segment WHERE segment = ?", (Object) segment.bytes());
                session.update("DELETE FROM known_root WHERE segment = ?", (Object) segment.bytes());
                session.update("DELETE FROM repair_grant WHERE segment = ?", (Object) segment.bytes());
            });
            return true;
        });
    }

    @Override
    public List<InventoryEntry> wanted(LeaseId lease) {
        return database.read(session -> session.list(
                "SELECT root, max(size) AS size, max(expiry) AS expiry FROM shard WHERE lease = ?"
                        + " GROUP BY root ORDER BY root",
                SqliteShardBook::entry,
                (Object) lease.bytes()));
    }

    @Override
    public List<InventoryEntry> committed(LeaseId lease) {
        return database.read(session -> session.list(COMMITTED, SqliteShardBook::entry, (Object) lease.bytes()));
    }

    @Override
    public Optional<CoSigned> last(LeaseId lease) {
        return database.read(session -> last(session, lease));
    }

    /// The root that both signed for an epoch, while it is kept.
    public Optional<CoSigned> root(LeaseId lease, long epoch) {
        return database.read(session -> session.first(
                "SELECT * FROM inventory_root WHERE lease = ? AND epoch = ?",
                SqliteShardBook::coSigned,
                lease.bytes(),
                epoch));
    }

    /// All roots that were signed for an epoch.
    public List<CoSigned> roots(long epoch) {
        return database.read(session -> session.list(
                "SELECT * FROM inventory_root WHERE epoch = ? ORDER BY lease", SqliteShardBook::coSigned, epoch));
    }

    @Override
    public void propose(Signed<InventoryRoot> root, List<InventoryEntry> entries) {
        var message = root.message();
        var lease = message.lease();
        database.write(session -> {
            session.update("DELETE FROM proposed_shard WHERE lease = ?", (Object) lease.bytes());
            // Most epochs change nothing; then the shards under the root need not be written again.
            boolean changed = !isLast(session, message);
            if (changed) {
                insert(session, lease, entries);
            }
            return session.update(
                    "INSERT OR REPLACE INTO proposed_root VALUES (?, ?, ?, ?)",
                    lease.bytes(),
                    message.toJson().toString(),
                    root.signature().hex(),
                    changed);
        });
    }

    @Override
    public Optional<Proposal> proposal(LeaseId lease) {
        return database.read(session -> session.first(
                "SELECT * FROM proposed_root WHERE lease = ?",
                row -> new Proposal(
                        new Signed<>(inventoryRoot(row), new Signature(row.text("payer"))),
                        session.list(row.flag("changed") ? PROPOSED : COMMITTED, SqliteShardBook::entry, (Object)
                                lease.bytes())),
                (Object) lease.bytes()));
    }

    @Override
    public void commit(LeaseId lease, Signature provider) {
        database.write(session -> {
            var open = session.first(
                    "SELECT * FROM proposed_root WHERE lease = ?",
                    row -> new Open(inventoryRoot(row), row.text("payer"), row.flag("changed")),
                    (Object) lease.bytes());
            open.ifPresent(proposal -> commit(session, lease, proposal, provider));
            return open.isPresent();
        });
    }

    @Override
    public void adopt(CoSigned root, List<InventoryEntry> entries) {
        var message = root.payer().message();
        database.write(session -> {
            session.update("DELETE FROM proposed_shard WHERE lease = ?", (Object)
                    message.lease().bytes());
            insert(session, message.lease(), entries);
            commit(
                    session,
                    message.lease(),
                    new Open(message, root.payer().signature().hex(), true),
                    root.provider());
            return true;
        });
    }

    private record Open(InventoryRoot root, String payer, boolean changed) {}

    private static void commit(Session session, LeaseId lease, Open proposal, Signature provider) {
        if (proposal.changed()) {
            session.update("DELETE FROM committed_shard WHERE lease = ?", (Object) lease.bytes());
            session.update(
                    "INSERT INTO committed_shard SELECT * FROM proposed_shard WHERE lease = ?", (Object) lease.bytes());
            session.update("DELETE FROM proposed_shard WHERE lease = ?", (Object) lease.bytes());
        }
        session.update("DELETE FROM proposed_root WHERE lease = ?", (Object) lease.bytes());
        session.update(
                "INSERT OR REPLACE INTO inventory_root VALUES (?, ?, ?, ?, ?)",
                lease.bytes(),
                proposal.root().epoch(),
                proposal.root().toJson().toString(),
                proposal.payer(),
                provider.hex());
        session.update(
                "DELETE FROM inventory_root WHERE lease = ? AND epoch < ?",
                lease.bytes(),
                proposal.root().epoch() - KEPT_EPOCHS);
    }

    private static boolean isLast(Session session, InventoryRoot root) {
        return last(session, root.lease())
                .map(last -> last.payer().message().root().equals(root.root()))
                .orElse(false);
    }

    private static void insert(Session session, LeaseId lease, List<InventoryEntry> entries) {
        for (var entry : entries) {
            session.update(
                    "INSERT INTO proposed_shard VALUES (?, ?, ?, ?)",
                    lease.bytes(),
                    entry.root().bytes(),
                    entry.size(),
                    entry.expiry());
        }
    }

    private static Optional<CoSigned> last(Session session, LeaseId lease) {
        return session.first(
                "SELECT * FROM inventory_root WHERE lease = ? ORDER BY epoch DESC LIMIT 1",
                SqliteShardBook::coSigned,
                (Object) lease.bytes());
    }

    private static InventoryEntry entry(Row row) {
        return new InventoryEntry(Digest.of(row.bytes("root")), row.number("size"), row.number("expiry"));
    }

    private static CoSigned coSigned(Row row) {
        return new CoSigned(
                new Signed<>(inventoryRoot(row), new Signature(row.text("payer"))),
                new Signature(row.text("provider")));
    }

    private static InventoryRoot inventoryRoot(Row row) {
        return InventoryRoot.from(Json.parseObject(row.text("root").getBytes(UTF_8)));
    }
}
