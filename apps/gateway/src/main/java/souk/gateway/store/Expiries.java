package souk.gateway.store;

import java.time.Instant;
import java.util.List;
import souk.sql.Session;
import souk.sql.Sqlite;

/// What lifecycle rules remove. Rules are judged outside the transaction, so each removal first looks whether its
/// reason still holds.
public final class Expiries {
    private final Sqlite database;

    Expiries(Sqlite database) {
        this.database = database;
    }

    /// One version to remove.
    public sealed interface Expiry {
        /// The version as it was judged.
        ObjectVersion version();

        /// The latest version: it goes as a deletion without a version would make it go.
        ///
        /// @param markerVersion the id a marker gets in a versioned bucket
        record Current(ObjectVersion version, String markerVersion) implements Expiry {}

        /// An older version or marker: it goes for good, unless it is locked.
        record Noncurrent(ObjectVersion version) implements Expiry {}

        /// A marker with nothing behind it.
        record LoneMarker(ObjectVersion version) implements Expiry {}
    }

    /// Carries out what still holds, in one transaction; returns how many that were.
    public int carryOut(long bucket, List<Expiry> expiries, Instant now) {
        return database.write(session -> Buckets.named(session, bucket)
                .map(home -> (int) expiries.stream()
                        .filter(expiry -> carryOut(session, home, expiry, now))
                        .count())
                .orElse(0));
    }

    private static boolean carryOut(Session session, Bucket bucket, Expiry expiry, Instant now) {
        var found = ObjectRows.byId(session, expiry.version().id());
        if (found.isEmpty() || !holds(session, bucket, expiry, found.get(), now)) {
            return false;
        }
        switch (expiry) {
            case Expiry.Current(var version, var marker) -> Objects.hide(session, bucket, version.key(), marker, now);
            case Expiry.Noncurrent _, Expiry.LoneMarker _ -> Objects.remove(session, bucket, found, now);
        }
        return true;
    }

    private static boolean holds(Session session, Bucket bucket, Expiry expiry, ObjectVersion found, Instant now) {
        return switch (expiry) {
            case Expiry.Current _ -> found.latest() && !found.marker();
            case Expiry.Noncurrent _ -> !found.latest() && !found.lock().forbidsDeletion(now, false);
            case Expiry.LoneMarker _ -> found.latest() && found.marker() && alone(session, bucket, found);
        };
    }

    private static boolean alone(Session session, Bucket bucket, ObjectVersion marker) {
        return session.first(
                        "SELECT 1 AS one FROM object WHERE bucket = ? AND key = ? AND id <> ?",
                        row -> row.number("one"),
                        bucket.id(),
                        marker.key().bytes(),
                        marker.id())
                .isEmpty();
    }
}
