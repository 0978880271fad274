package souk.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.core.merkle.ObjectTree;
import souk.core.value.Digest;
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
            var span = object.body().span();
            var stored = show(session, home.get(), object, body, span.map(ObjectTree::root), 0, Optional.empty());
            span.ifPresent(hashes -> Spans.add(session, stored.object(), hashes));
            return stored;
        });
    }

    static PutResult.Stored show(
            Session session,
            Bucket bucket,
            NewObject object,
            long body,
            Optional<Digest> root,
            int parts,
            Optional<String> upload) {
        var placed = object.in(bucket);
        ObjectRows.stepBack(
                session,
                bucket.id(),
                placed.key(),
                placed.version(),
                placed.now().plus(READERS_GRACE));
        var id = ObjectRows.insert(session, bucket.id(), placed, body, root, parts, upload);
        placed.lock().retention().ifPresent(retention -> Locks.keep(session, body, retention.until()));
        return new PutResult.Stored(ObjectRows.byId(session, id).orElseThrow(), bucket.versioning());
    }

    /// Replaces the tags of a version.
    public void setTags(ObjectVersion object, Tags tags) {
        database.write(
                session -> session.update("UPDATE object SET tags = ? WHERE id = ?", tags.toText(), object.id()));
    }

    /// Replaces the access list of a version.
    public void setAcl(ObjectVersion object, Acl acl) {
        var changed = new Ownership(object.ownership().owner(), acl);
        database.write(
                session -> session.update("UPDATE object SET acl = ? WHERE id = ?", changed.aclColumn(), object.id()));
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
    /// @param checksum of the object's algorithm; empty for objects from before it was kept
    public record Part(int number, long start, long size, Optional<String> checksum) {}

    /// The part of that number.
    public Optional<Part> part(ObjectVersion object, int number) {
        return parts(object, number - 1, 1).stream()
                .filter(part -> part.number() == number)
                .findFirst();
    }

    /// Parts by number.
    ///
    /// @param after numbers up to this one are left out
    public List<Part> parts(ObjectVersion object, int after, int limit) {
        return database.read(session -> session.list(
                "SELECT number, start, size, checksum FROM object_part WHERE object = ? AND number > ?"
                        + " ORDER BY number LIMIT ?",
                row -> new Part(
                        Math.toIntExact(row.number("number")),
                        row.number("start"),
                        row.number("size"),
                        row.optionalText("checksum")),
                object.id(),
                after,
                limit));
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

        /// A retention or a legal hold keeps the version.
        record Locked() implements Deletion {}
    }

    /// One key to delete.
    ///
    /// @param version to remove for good; if empty, what a plain GET sees is removed or hidden behind a marker
    /// @param markerVersion the id a marker gets in a versioned bucket
    /// @param bypass true to delete in spite of a retention under governance
    public record DeleteRequest(
            ObjectKey key, Optional<String> version, String markerVersion, DeleteCondition condition, boolean bypass) {}

    /// Deletes keys one after the other in one transaction; answers in the same order.
    public List<Deletion> delete(long bucket, List<DeleteRequest> requests, Instant now) {
        return database.write(session -> {
            var home = Buckets.named(session, bucket);
            return requests.stream()
                    .map(request -> home.isEmpty()
                            ? new Deletion.Removed(Optional.empty())
                            : delete(session, home.get(), request, now))
                    .toList();
        });
    }

    private static Deletion delete(Session session, Bucket bucket, DeleteRequest request, Instant now) {
        var key = request.key();
        var target = request.version()
                .map(version -> ObjectRows.version(session, bucket.id(), key, version))
                .orElseGet(() -> ObjectRows.latest(session, bucket.id(), key));
        if (!request.condition().holds(target)) {
            return new Deletion.ConditionFailed();
        }
        if (target.isEmpty() && !request.condition().asksNothing()) {
            // What is not there need not be hidden; without a condition S3 hides it all the same.
            return new Deletion.Removed(target);
        }
        if (request.version().isEmpty()) {
            return hide(session, bucket, key, request.markerVersion(), now);
        }
        if (target.filter(each -> each.lock().forbidsDeletion(now, request.bypass()))
                .isPresent()) {
            return new Deletion.Locked();
        }
        return remove(session, bucket, target, now);
    }

    /// What a deletion without a version does.
    static Deletion hide(Session session, Bucket bucket, ObjectKey key, String markerVersion, Instant now) {
        return switch (bucket.versioning()) {
            case OFF -> remove(session, bucket, ObjectRows.latest(session, bucket.id(), key), now);
            case ENABLED -> mark(session, bucket, key, markerVersion, now);
            case SUSPENDED -> mark(session, bucket, key, ObjectVersion.NULL_VERSION, now);
        };
    }

    private static Deletion mark(Session session, Bucket bucket, ObjectKey key, String version, Instant now) {
        ObjectRows.stepBack(session, bucket.id(), key, version, now.plus(READERS_GRACE));
        ObjectRows.insertMarker(session, bucket, key, version, now);
        return new Deletion.Marked(version);
    }

    static Deletion remove(Session session, Bucket bucket, Optional<ObjectVersion> found, Instant now) {
        found.ifPresent(each -> ObjectRows.removeAndPromote(session, bucket.id(), each, now.plus(READERS_GRACE)));
        return new Deletion.Removed(found);
    }
}
