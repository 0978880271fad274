package souk.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import souk.sql.Session;
import souk.sql.Sqlite;

/// Pages through a bucket in the byte order of its keys, rolling up what shares a delimiter after the prefix.
///
/// Keys under a common prefix are never read one by one: the scan jumps to the first key past the prefix.
public final class Listings {
    /// Rows read at a time; after a common prefix is met the rest of the batch is thrown away.
    private static final int BATCH = 128;

    /// As an exclusive upper bound of row ids: no row is left out.
    private static final long ALL = Long.MAX_VALUE;

    /// The version to go on from was deleted meanwhile: its key is listed again, so that nothing is left out.
    private static final long EVERY_VERSION = ALL - 1;

    private final Sqlite database;

    Listings(Sqlite database) {
        this.database = database;
    }

    /// What to list.
    ///
    /// @param prefix of the keys
    /// @param delimiter empty for none
    /// @param after the last key or common prefix of the page before; empty at the start
    /// @param afterVersion if not empty, the last version seen of the key `after`, whose older versions follow
    /// @param limit entries on the page, at least 1
    public record Query(String prefix, String delimiter, String after, Optional<String> afterVersion, int limit) {}

    /// A page's line.
    public sealed interface Entry {
        /// The text the page is ordered by.
        String name();

        /// An object, or one of its versions.
        record Item(ObjectVersion version) implements Entry {
            @Override
            public String name() {
                return version.key().value();
            }
        }

        /// All keys that begin so.
        record CommonPrefix(String name) implements Entry {}
    }

    /// One page.
    ///
    /// @param truncated true if more follows the last entry
    public record Page(List<Entry> entries, boolean truncated) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /// Objects a plain GET would see.
    public Page objects(long bucket, Query query) {
        return list(
                bucket,
                query,
                "SELECT " + ObjectRows.COLUMNS
                        + " FROM object WHERE bucket = ? AND latest = 1 AND marker = 0"
                        + " AND key >= ? AND NOT (key = ? AND id >= ?) ORDER BY key LIMIT ?",
                ALL);
    }

    /// All versions and markers, newest first within a key.
    public Page versions(long bucket, Query query) {
        return versions(
                bucket,
                query,
                query.afterVersion()
                        .map(version -> idOf(bucket, query.after(), version))
                        .orElse(ALL));
    }

    /// Versions that follow one that was seen, even if that one is gone by now.
    ///
    /// @param last empty to begin
    public Page versionsAfter(long bucket, Optional<ObjectVersion> last, int limit) {
        var key = last.map(version -> version.key().value()).orElse("");
        return versions(
                bucket,
                new Query("", "", key, Optional.empty(), limit),
                last.map(ObjectVersion::id).orElse(ALL));
    }

    private Page versions(long bucket, Query query, long olderThan) {
        return list(
                bucket,
                query,
                "SELECT " + ObjectRows.COLUMNS
                        + " FROM object WHERE bucket = ?"
                        + " AND key >= ? AND NOT (key = ? AND id >= ?) ORDER BY key, id DESC LIMIT ?",
                olderThan);
    }

    private long idOf(long bucket, String key, String version) {
        return database.read(session -> ObjectRows.version(session, bucket, new ObjectKey(key), version))
                .map(ObjectVersion::id)
                .orElse(EVERY_VERSION);
    }

    private Page list(long bucket, Query query, String sql, long olderThan) {
        return database.read(session -> new Scan(session, bucket, query, sql, olderThan).run());
    }

    /// One walk over the rows; lives for one page.
    private static final class Scan {
        private final Session session;
        private final long bucket;
        private final Query query;
        private final String sql;
        private final List<Entry> entries = new ArrayList<>();
        private byte[] position;
        private long olderThan;
        private boolean truncated;

        Scan(Session session, long bucket, Query query, String sql, long olderThan) {
            this.session = session;
            this.bucket = bucket;
            this.query = query;
            this.sql = sql;
            this.olderThan = olderThan;
            this.position = start();
        }

        Page run() {
            var more = true;
            while (more && !truncated) {
                more = batch();
            }
            return new Page(entries, truncated);
        }

        private byte[] start() {
            var after = query.after().getBytes(UTF_8);
            var prefix = query.prefix().getBytes(UTF_8);
            if (after.length == 0 || Arrays.compareUnsigned(after, prefix) < 0) {
                return prefix;
            }
            if (commonPrefix(query.after()).filter(query.after()::equals).isPresent()) {
                return successor(after);
            }
            // With an older version to go on from, the key itself is walked again.
            return olderThan != ALL ? after : Arrays.copyOf(after, after.length + 1);
        }

        /// Reads rows from the position on; false when the listing is over.
        private boolean batch() {
            var rows = session.list(sql, ObjectRows::map, bucket, position, position, olderThan, BATCH);
            for (var row : rows) {
                if (!row.key().value().startsWith(query.prefix())) {
                    return false;
                }
                if (entries.size() == query.limit()) {
                    truncated = true;
                    return false;
                }
                var common = commonPrefix(row.key().value());
                if (common.isPresent()) {
                    entries.add(new Entry.CommonPrefix(common.get()));
                    position = successor(common.get().getBytes(UTF_8));
                    olderThan = ALL;
                    return true;
                }
                entries.add(new Entry.Item(row));
                advance(row);
            }
            return rows.size() == BATCH;
        }

        /// The next batch begins with the last row's key again, since older versions of it may follow.
        private void advance(ObjectVersion row) {
            position = row.key().bytes();
            olderThan = row.id();
        }

        private Optional<String> commonPrefix(String key) {
            if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
                return Optional.empty();
            }
            var end = key.indexOf(query.delimiter(), query.prefix().length());
            return end < 0
                    ? Optional.empty()
                    : Optional.of(key.substring(0, end + query.delimiter().length()));
        }

        /// The first byte string past all that begin with the prefix; UTF-8 has no byte 0xFF to overflow.
        private static byte[] successor(byte[] prefix) {
            var next = prefix.clone();
            next[next.length - 1]++;
            return next;
        }
    }
}
