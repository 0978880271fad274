package souk.gateway.store;

import java.util.List;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// How many bytes lie under which prefix, kept up with each object that comes or goes, so that nobody has
/// to walk through a bucket to tell. Counted are the bytes of all versions that providers keep; what is
/// inline costs nothing.
public final class Folders {
    /// Levels of `/` that are told apart: what lies deeper counts where its fourth level is.
    public static final int DEPTH = 4;

    private final Sqlite database;

    Folders(Sqlite database) {
        this.database = database;
    }

    /// Bytes directly under a prefix, those under deeper ones not included.
    ///
    /// @param bucket its number
    /// @param folder empty, or ends in `/`
    public record Weight(long bucket, String folder, long bytes) {}

    /// The prefixes of a tenant that hold the most.
    public List<Weight> largest(TenantId tenant, int limit) {
        return database.read(session -> session.list("""
                SELECT bucket, folder, bytes FROM folder JOIN bucket ON bucket.id = folder.bucket
                WHERE tenant = ? ORDER BY bytes DESC, bucket, folder LIMIT ?
                """, Folders::weight, tenant.value(), limit));
    }

    /// The buckets of a tenant with all they hold, as if it lay directly in them.
    public List<Weight> buckets(TenantId tenant) {
        return database.read(session -> session.list("""
                SELECT bucket, '' AS folder, sum(bytes) AS bytes FROM folder JOIN bucket ON bucket.id = folder.bucket
                WHERE tenant = ? GROUP BY bucket ORDER BY bucket
                """, Folders::weight, tenant.value()));
    }

    /// Counts objects from before this was kept.
    ///
    /// @return whether there are more
    public boolean countOld(int limit) {
        return database.write(session -> {
            var old = session.list(
                    "SELECT id, bucket, key, size FROM object WHERE billed IS NULL LIMIT ?",
                    row -> new Old(
                            row.number("id"), row.number("bucket"), ObjectKey.of(row.bytes("key")), row.number("size")),
                    limit);
            for (var each : old) {
                long bytes = each.size > InlineSeal.MAX_BYTES ? each.size : 0;
                session.update("UPDATE object SET billed = ? WHERE id = ?", bytes, each.id);
                add(session, each.bucket, each.key, bytes);
            }
            return old.size() == limit;
        });
    }

    private record Old(long id, long bucket, ObjectKey key, long size) {}

    /// What of an object providers keep.
    static long billed(NewObject object) {
        boolean inline = object.body().pending().stream().anyMatch(Piece.Inline.class::isInstance);
        return inline ? 0 : object.body().size();
    }

    /// An object came, or with a negative number went.
    static void add(Session session, long bucket, ObjectKey key, long bytes) {
        if (bytes == 0) {
            return;
        }
        var folder = of(key.value());
        session.update(
                "INSERT INTO folder(bucket, folder, bytes) VALUES (?, ?, ?)"
                        + " ON CONFLICT(bucket, folder) DO UPDATE SET bytes = folder.bytes + excluded.bytes",
                bucket,
                folder,
                bytes);
        if (bytes < 0) {
            session.update("DELETE FROM folder WHERE bucket = ? AND folder = ? AND bytes <= 0", bucket, folder);
        }
    }

    /// A version goes: as much is taken off as was counted for it.
    static void remove(Session session, ObjectVersion version) {
        var counted = session.first(
                "SELECT bucket, billed FROM object WHERE id = ?",
                row -> new Weight(
                        row.number("bucket"), "", row.optionalNumber("billed").orElse(0)),
                version.id());
        counted.ifPresent(weight -> add(session, weight.bucket, version.key(), -weight.bytes));
    }

    /// The key up to its last `/`, at most [#DEPTH] levels of it.
    static String of(String key) {
        int end = 0;
        for (int level = 0; level < DEPTH; level++) {
            int next = key.indexOf('/', end);
            if (next < 0) {
                break;
            }
            end = next + 1;
        }
        return key.substring(0, end);
    }

    private static Weight weight(Row row) {
        return new Weight(row.number("bucket"), row.text("folder"), row.number("bytes"));
    }
}
