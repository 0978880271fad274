package souk.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.gateway.store.ObjectLock.Hold;
import souk.gateway.store.ObjectLock.Retention;
import souk.sql.Session;
import souk.sql.Sqlite;

/// Object Lock: of buckets, of versions, and of the segments behind these.
public final class Locks {
    private final Sqlite database;

    Locks(Sqlite database) {
        this.database = database;
    }

    /// How changing a version's lock ended.
    public enum Change {
        CHANGED,
        /// The present retention does not allow it.
        DENIED,
        /// The version went away meanwhile.
        MISSING
    }

    /// Turns the lock of a bucket on or changes its rule; false unless versioning is enabled.
    public boolean set(long bucket, BucketLock lock) {
        return database.write(session -> session.update(
                        "UPDATE bucket SET lock = ? WHERE id = ? AND versioning = 'ENABLED'", lock.toText(), bucket)
                == 1);
    }

    /// Sets or, if it is empty, removes the retention of a version.
    ///
    /// @param bypass true to ignore governance
    public Change retain(ObjectVersion version, Optional<Retention> next, Instant now, boolean bypass) {
        return database.write(session -> {
            var current = ObjectRows.byId(session, version.id());
            if (current.isEmpty()) {
                return Change.MISSING;
            }
            if (!current.get().lock().allows(next, now, bypass)) {
                return Change.DENIED;
            }
            session.update(
                    "UPDATE object SET lock_mode = ?, lock_until = ? WHERE id = ?",
                    next.map(each -> each.mode().name()),
                    next.map(each -> each.until().toEpochMilli()),
                    version.id());
            next.ifPresent(each -> keep(session, current.get().body(), each.until()));
            return Change.CHANGED;
        });
    }

    /// Sets or lifts the legal hold of a version.
    public Change hold(ObjectVersion version, Hold hold) {
        var changed = database.write(
                session -> session.update("UPDATE object SET legal_hold = ? WHERE id = ?", hold.name(), version.id()));
        return changed == 1 ? Change.CHANGED : Change.MISSING;
    }

    /// Segments that providers should be held to keep until some time.
    ///
    /// @param body internal id
    /// @param manifests what finds the segments
    public record Kept(long body, Instant until, List<String> manifests) {
        public Kept {
            manifests = List.copyOf(manifests);
        }
    }

    /// What providers were not told yet.
    public List<Kept> untold(int limit) {
        return database.read(session -> session.list(
                "SELECT body, until FROM retention WHERE told = 0 ORDER BY body LIMIT ?",
                row -> new Kept(
                        row.number("body"),
                        Instant.ofEpochMilli(row.number("until")),
                        Bodies.manifests(session, row.number("body"))),
                limit));
    }

    /// Notes that they were told, unless the time changed since.
    public void told(Kept kept) {
        database.write(session -> session.update(
                "UPDATE retention SET told = 1 WHERE body = ? AND until = ?",
                kept.body(),
                kept.until().toEpochMilli()));
    }

    /// The segments of a body are others now: whoever keeps them is to be told.
    static void moved(Session session, long body) {
        session.update("UPDATE retention SET told = 0 WHERE body = ?", body);
    }

    /// A body is kept at least that long; never shorter than was said before, since that is signed already.
    static void keep(Session session, long body, Instant until) {
        if (body != Bodies.NONE) {
            session.update("""
                    INSERT INTO retention VALUES (?, ?, 0)
                    ON CONFLICT(body) DO UPDATE SET until = excluded.until, told = 0 WHERE until < excluded.until
                    """, body, until.toEpochMilli());
        }
    }
}
