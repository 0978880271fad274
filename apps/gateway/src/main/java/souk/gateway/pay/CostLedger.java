package souk.gateway.pay;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import souk.core.value.LeaseId;
import souk.gateway.store.Folders;
import souk.gateway.store.TenantId;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// What is paid for storage, by prefix: each voucher's increase is split over the prefixes by the bytes
/// they hold when it is counted. What was counted of each lease is kept with it, in one transaction, so
/// that the sum over all prefixes is the sum of the newest vouchers, after any crash.
public final class CostLedger {
    /// The tables. Amounts are smallest units of the asset. Bucket 0 is what was paid while nothing was
    /// stored any more.
    public static final String SCHEMA = """
            CREATE TABLE cost_counted (
                lease TEXT PRIMARY KEY,
                tenant TEXT NOT NULL,
                amount INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE cost_total (
                tenant TEXT NOT NULL,
                bucket INTEGER NOT NULL,
                folder TEXT NOT NULL,
                amount INTEGER NOT NULL,
                PRIMARY KEY (tenant, bucket, folder)
            ) WITHOUT ROWID;
            CREATE TABLE cost_epoch (
                tenant TEXT NOT NULL,
                bucket INTEGER NOT NULL,
                folder TEXT NOT NULL,
                epoch INTEGER NOT NULL,
                amount INTEGER NOT NULL,
                PRIMARY KEY (tenant, bucket, folder, epoch)
            ) WITHOUT ROWID;
            CREATE INDEX cost_epoch_by_age ON cost_epoch(epoch);
            """;

    /// The table of what buckets cost by day, of which all are kept.
    public static final String DAYS = """
            CREATE TABLE cost_day (
                tenant TEXT NOT NULL,
                day INTEGER NOT NULL,
                bucket INTEGER NOT NULL,
                amount INTEGER NOT NULL,
                PRIMARY KEY (tenant, day, bucket)
            ) WITHOUT ROWID;
            """;

    /// Of so many epochs is told what each cost; of all before, only the sum.
    static final int KEPT_EPOCHS = 64;
    /// Prefixes that an answer tells apart.
    static final int GROUPS = 1_000;

    /// Stands for what was paid while nothing was stored any more.
    public static final long NO_BUCKET = 0;

    private final Sqlite database;

    public CostLedger(Sqlite database) {
        this.database = database;
    }

    /// Counts what vouchers promise beyond what was counted.
    ///
    /// @param day in which the epoch began, since 1970
    /// @param promised the newest cumulative amount of each of the tenant's storage leases
    /// @param weights by what to split it; may be empty
    public void count(
            TenantId tenant, long epoch, long day, Map<LeaseId, BigInteger> promised, List<Folders.Weight> weights) {
        database.write(session -> {
            var sum = BigInteger.ZERO;
            for (var lease : promised.entrySet()) {
                sum = sum.add(count(session, tenant, lease.getKey(), lease.getValue()));
            }
            if (sum.signum() > 0) {
                split(session, tenant, epoch, day, sum, weights);
            }
            session.update("DELETE FROM cost_epoch WHERE epoch <= ?", epoch - KEPT_EPOCHS);
            return true;
        });
    }

    private static BigInteger count(Session session, TenantId tenant, LeaseId lease, BigInteger promised) {
        long before = session.first(
                        "SELECT amount FROM cost_counted WHERE lease = ?", row -> row.number("amount"), lease.hex())
                .orElse(0L);
        long now = Math.max(before, promised.longValueExact());
        session.update("INSERT OR REPLACE INTO cost_counted VALUES (?, ?, ?)", lease.hex(), tenant.value(), now);
        return BigInteger.valueOf(now - before);
    }

    private static void split(
            Session session, TenantId tenant, long epoch, long day, BigInteger sum, List<Folders.Weight> weights) {
        var heavy = weights.stream().filter(weight -> weight.bytes() > 0).toList();
        if (heavy.isEmpty()) {
            add(session, tenant, epoch, day, new Folders.Weight(NO_BUCKET, "", 0), sum);
            return;
        }
        var shares = Shares.split(sum, heavy.stream().map(Folders.Weight::bytes).toList());
        for (int i = 0; i < heavy.size(); i++) {
            if (shares.get(i).signum() > 0) {
                add(session, tenant, epoch, day, heavy.get(i), shares.get(i));
            }
        }
    }

    private static void add(
            Session session, TenantId tenant, long epoch, long day, Folders.Weight where, BigInteger amount) {
        session.update(
                "INSERT INTO cost_total VALUES (?, ?, ?, ?) ON CONFLICT(tenant, bucket, folder)"
                        + " DO UPDATE SET amount = cost_total.amount + excluded.amount",
                tenant.value(),
                where.bucket(),
                where.folder(),
                amount.longValueExact());
        session.update(
                "INSERT INTO cost_epoch VALUES (?, ?, ?, ?, ?) ON CONFLICT(tenant, bucket, folder, epoch)"
                        + " DO UPDATE SET amount = cost_epoch.amount + excluded.amount",
                tenant.value(),
                where.bucket(),
                where.folder(),
                epoch,
                amount.longValueExact());
        session.update(
                "INSERT INTO cost_day VALUES (?, ?, ?, ?) ON CONFLICT(tenant, day, bucket)"
                        + " DO UPDATE SET amount = cost_day.amount + excluded.amount",
                tenant.value(),
                day,
                where.bucket(),
                amount.longValueExact());
    }

    /// What each bucket cost from one day on and before another.
    public SequencedMap<Long, Long> byBucket(TenantId tenant, long since, long until) {
        return database.read(session -> {
            var buckets = new LinkedHashMap<Long, Long>();
            session.list(
                            "SELECT bucket, sum(amount) AS amount FROM cost_day"
                                    + " WHERE tenant = ? AND day >= ? AND day < ? GROUP BY bucket ORDER BY bucket",
                            row -> Map.entry(row.number("bucket"), row.number("amount")),
                            tenant.value(),
                            since,
                            until)
                    .forEach(each -> buckets.put(each.getKey(), each.getValue()));
            return buckets;
        });
    }

    /// What a tenant's storage cost.
    ///
    /// @param counted of all leases: what the newest vouchers promised when last counted
    /// @param unattributed of that, paid while nothing was stored any more
    public record Account(long counted, long unattributed) {}

    public Account account(TenantId tenant) {
        return database.read(session -> new Account(
                sum(session, "SELECT sum(amount) AS sum FROM cost_counted WHERE tenant = ?", tenant.value()),
                sum(
                        session,
                        "SELECT sum(amount) AS sum FROM cost_total WHERE tenant = ? AND bucket = ?",
                        tenant.value(),
                        NO_BUCKET)));
    }

    /// What a prefix cost.
    ///
    /// @param total since the ledger began
    /// @param epochs of the last ones, newest first
    /// @param groups of the total, by prefix; the prefix itself is what lies directly under it
    /// @param truncated true if there are more prefixes than are told
    public record Costs(
            long total, SequencedMap<Long, Long> epochs, SequencedMap<String, Long> groups, boolean truncated) {}

    /// @param prefix told apart only in steps of whole levels, at most [Folders#DEPTH] of them
    /// @param depth levels below the prefix to tell apart
    public Costs of(TenantId tenant, long bucket, String prefix, int depth) {
        return database.read(session -> {
            Object[] where = {tenant.value(), bucket, prefix, prefix + Character.toString(Character.MAX_CODE_POINT)};
            var under = " FROM %s WHERE tenant = ? AND bucket = ? AND folder >= ? AND folder < ?";
            var epochs = new LinkedHashMap<Long, Long>();
            session.list(
                            "SELECT epoch, sum(amount) AS amount" + under.formatted("cost_epoch")
                                    + " GROUP BY epoch ORDER BY epoch DESC",
                            row -> Map.entry(row.number("epoch"), row.number("amount")),
                            where)
                    .forEach(each -> epochs.put(each.getKey(), each.getValue()));
            var groups = new LinkedHashMap<String, Long>();
            boolean truncated = false;
            for (var folder : session.list(
                    "SELECT folder, amount" + under.formatted("cost_total") + " ORDER BY folder",
                    CostLedger::folder,
                    where)) {
                var group = group(folder.getKey(), prefix, depth);
                if (groups.size() < GROUPS || groups.containsKey(group)) {
                    groups.merge(group, folder.getValue(), Math::addExact);
                } else {
                    truncated = true;
                }
            }
            long total = sum(session, "SELECT sum(amount) AS sum" + under.formatted("cost_total"), where);
            return new Costs(total, epochs, groups, truncated);
        });
    }

    private static Map.Entry<String, Long> folder(Row row) {
        return Map.entry(row.text("folder"), row.number("amount"));
    }

    private static String group(String folder, String prefix, int depth) {
        int end = prefix.length();
        for (int level = 0; level < depth; level++) {
            int next = folder.indexOf('/', end);
            if (next < 0) {
                break;
            }
            end = next + 1;
        }
        return folder.substring(0, end);
    }

    private static long sum(Session session, String sql, Object... parameters) {
        return session.first(sql, row -> row.optionalNumber("sum").orElse(0), parameters)
                .orElse(0L);
    }

    /// The weights of a tenant: its largest prefixes each, the rest of every bucket as if it lay directly
    /// in it.
    static List<Folders.Weight> weights(Folders folders, TenantId tenant, int limit) {
        var largest = folders.largest(tenant, limit);
        Map<Long, Long> told = new LinkedHashMap<>();
        largest.forEach(weight -> told.merge(weight.bucket(), weight.bytes(), Math::addExact));
        var weights = new ArrayList<>(largest);
        for (var bucket : folders.buckets(tenant)) {
            long rest = bucket.bytes() - told.getOrDefault(bucket.bucket(), 0L);
            weights.add(new Folders.Weight(bucket.bucket(), "", Math.max(0, rest)));
        }
        return weights;
    }
}
