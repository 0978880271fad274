package souk.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import souk.sql.Session;
import souk.sql.Sqlite;

/// Object versions: put, found and deleted one key at a time.
public final class Objects {
    /// Segments of replaced and deleted objects are kept this long, for readers that are still under way.
    public static final Duration READERS_GRACE = Duration.ofMinutes(10);

    private final Sqlite database;

    Objects(Sqlite database) {
        this.database = database;
    }

    /// Makes an object visible, all at once or not at all.
    ///
    /// @param bucket internal id
    public PutResult put(long bucket, NewObject object, WriteCondition condition) {
        return database.write(session -> {
            var home = Buckets.named(session, bucket);
            var visible = ObjectRows.visible(session, bucket, object.key());
            if (home.isEmpty() || !condition.holds(visible)) {
                if (object.body().size() > 0) {
                    var body = Bodies.save(session, bucket, object.body(), Schema.DRAFT);
                    Bodies.release(session, body, Instant.EPOCH);
                }
                return home.isEmpty() ? new PutResult.NoBucket() : new PutResult.ConditionFailed(visible);
            }
            var body = Bodies.save(session, bucket, object.body(), Schema.OWNED);
            return show(session, home.get(), object, body, 0, Optional.empty());
        });
    }

    static PutResult.Stored show(
            Session session, Bucket bucket, NewObject object, long body, int parts, Optional<String> upload) {
        var version = bucket.versioning() == Versioning.ENABLED ? object.version() : ObjectVersion.NULL_VERSION;
        var named = new NewObject(
                object.key(), version, object.body(), object.etag(), object.headers(), object.checksum(), object.now());
        ObjectRows.stepBack(
                session, bucket.id(), object.key(), version, object.now().plus(READERS_GRACE));
        ObjectRows.insert(session, bucket.id(), named, body, parts, upload);
        return new PutResult.Stored(
                ObjectRows.version(session, bucket.id(), object.key(), version).orElseThrow(), bucket.versioning());
    }

    /// The latest version, which may be a marker.
    public Optional<ObjectVersion> latest(long bucket, ObjectKey key) {
        return database.read(session -> ObjectRows.latest(session, bucket, key));
    }

    /// A version by its id.
    public Optional<ObjectVersion> version(long bucket, ObjectKey key, String version) {
        return database.read(session -> ObjectRows.version(session, bucket, key, version));
    }

    /// One part of an object that was uploaded in parts.
    ///
    /// @param start its offset in the object
    public record Part(int number, long start, long size) {}

    /// The part of that number.
    public Optional<Part> part(ObjectVersion object, int number) {
        return database.read(session -> session.first(
                "SELECT number, start, size FROM object_part WHERE object = ? AND number = ?",
                row -> new Part(Math.toIntExact(row.number("number")), row.number("start"), row.number("size")),
                object.id(),
                number));
    }

    /// How a deletion ended.
    public sealed interface Deletion {
        /// A version is gone, or there was none.
        ///
        /// @param version what was removed
        record Removed(Optional<ObjectVersion> version) implements Deletion {}

        /// A marker now hides the object.
        ///
        /// @param version the marker's id
        record Marked(String version) implements Deletion {}

        /// The condition did not hold.
        record ConditionFailed() implements Deletion {}
    }

    /// Deletes what a plain GET would see: for good, or behind a marker if the bucket is versioned.
    ///
    /// @param markerVersion the id the marker gets if one is made in a versioned bucket
    public Deletion delete(Bucket bucket, ObjectKey key, String markerVersion, WriteCondition condition, Instant now) {
        return database.write(session -> {
            if (!condition.holds(ObjectRows.visible(session, bucket.id(), key))) {
                return new Deletion.ConditionFailed();
            }
            var versioning = Buckets.named(session, bucket.id()).map(Bucket::versioning);
            if (versioning.isEmpty()) {
                return new Deletion.Removed(Optional.empty());
            }
            if (versioning.get() == Versioning.OFF) {
                return removeVersion(session, bucket.id(), key, ObjectVersion.NULL_VERSION, now);
            }
            var id = versioning.get() == Versioning.ENABLED ? markerVersion : ObjectVersion.NULL_VERSION;
            ObjectRows.stepBack(session, bucket.id(), key, id, now.plus(READERS_GRACE));
            ObjectRows.insertMarker(session, bucket.id(), key, id, now);
            return new Deletion.Marked(id);
        });
    }

    /// Removes one version for good.
    public Deletion deleteVersion(long bucket, ObjectKey key, String version, Instant now) {
        return database.write(session -> removeVersion(session, bucket, key, version, now));
    }

    private static Deletion removeVersion(Session session, long bucket, ObjectKey key, String version, Instant now) {
        var found = ObjectRows.version(session, bucket, key, version);
        found.ifPresent(each -> ObjectRows.removeAndPromote(session, bucket, each, now.plus(READERS_GRACE)));
        return new Deletion.Removed(found);
    }
}
