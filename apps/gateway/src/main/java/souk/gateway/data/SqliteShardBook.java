package souk.gateway.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

/// The shards of all tenants in SQLite: those that should be kept, and those under the last co-signed root of each
/// lease. A lease belongs to one tenant, so one book serves all.
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

    private final Sqlite database;

    public SqliteShardBook(Sqlite database) {
        this.database = database;
    }

    @Override
    public void add(SegmentManifest segment, Instant expiry) {
        database.write(session -> {
            for (var shard : segment.shards()) {
                session.update(
                        "INSERT INTO shard VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        segment.id().bytes(),
                        shard.lease().bytes(),
                        shard.root().bytes(),
                        segment.shardBytes(),
                        expiry.getEpochSecond());
            }
            return true;
        });
    }

    @Override
    public void release(Set<Digest> segments) {
        database.write(session -> {
            segments.forEach(
                    segment -> session.update("DELETE FROM shard WHERE segment = ?", (Object) segment.bytes()));
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
        return database.read(session -> session.list(
                "SELECT root, size, expiry FROM committed_shard WHERE lease = ? ORDER BY root",
                SqliteShardBook::entry,
                (Object) lease.bytes()));
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
    public void commit(CoSigned root, List<InventoryEntry> entries) {
        var message = root.payer().message();
        var lease = message.lease();
        database.write(session -> {
            // Most epochs change nothing; then the shards under the root need not be written again.
            boolean same = last(session, lease)
                    .map(last -> last.payer().message().root().equals(message.root()))
                    .orElse(false);
            if (!same) {
                replace(session, lease, entries);
            }
            session.update(
                    "INSERT OR REPLACE INTO inventory_root VALUES (?, ?, ?, ?, ?)",
                    lease.bytes(),
                    message.epoch(),
                    message.toJson().toString(),
                    root.payer().signature().hex(),
                    root.provider().hex());
            session.update(
                    "DELETE FROM inventory_root WHERE lease = ? AND epoch < ?",
                    lease.bytes(),
                    message.epoch() - KEPT_EPOCHS);
            return true;
        });
    }

    @Override
    public Set<LeaseId> leases() {
        return database
                .read(session -> session.list(
                        "SELECT lease FROM shard UNION SELECT lease FROM committed_shard",
                        row -> LeaseId.of(row.bytes("lease"))))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void replace(Session session, LeaseId lease, List<InventoryEntry> entries) {
        session.update("DELETE FROM committed_shard WHERE lease = ?", (Object) lease.bytes());
        for (var entry : entries) {
            session.update(
                    "INSERT INTO committed_shard VALUES (?, ?, ?, ?)",
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
        var root = InventoryRoot.from(Json.parseObject(row.text("root").getBytes(UTF_8)));
        return new CoSigned(new Signed<>(root, new Signature(row.text("payer"))), new Signature(row.text("provider")));
    }
}
