package souk.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// The buckets of all tenants.
public final class Buckets {
    private final Sqlite database;

    Buckets(Sqlite database) {
        this.database = database;
    }

    /// How creating a bucket ended.
    ///
    /// @param bucket the one that now has the name, whoever owns it
    /// @param created false if it was there before
    public record Creation(Bucket bucket, boolean created) {}

    /// How deleting a bucket ended.
    public enum Deletion {
        DELETED,
        NOT_EMPTY,
        NO_BUCKET
    }

    /// Takes the name, unless it is taken.
    public Creation create(BucketName name, TenantId tenant, String region, byte[] wrappedKey, Instant now) {
        return create(name, tenant, region, wrappedKey, now, Versioning.OFF, Optional.empty());
    }

    /// As above, with Object Lock and so versioning from the start.
    public Creation createLocked(BucketName name, TenantId tenant, String region, byte[] wrappedKey, Instant now) {
        return create(name, tenant, region, wrappedKey, now, Versioning.ENABLED, Optional.of(BucketLock.ON));
    }

    private Creation create(
            BucketName name,
            TenantId tenant,
            String region,
            byte[] wrappedKey,
            Instant now,
            Versioning versioning,
            Optional<BucketLock> lock) {
        return database.write(session -> {
            var inserted = session.update(
                    """
                    INSERT INTO bucket(name, tenant, region, created, wrapped_key, versioning, lock)
                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(name) DO NOTHING
                    """,
                    name.value(),
                    tenant.value(),
                    region,
                    now.toEpochMilli(),
                    wrappedKey,
                    versioning.name(),
                    lock.map(BucketLock::toText));
            return new Creation(find(session, name).orElseThrow(), inserted == 1);
        });
    }

    /// The bucket of that name.
    public Optional<Bucket> find(BucketName name) {
        return database.read(session -> find(session, name));
    }

    /// A tenant's buckets by name.
    ///
    /// @param prefix of the names
    /// @param after names up to this one are left out; empty for none
    /// @param limit at most so many
    public List<Bucket> list(TenantId tenant, String prefix, String after, int limit) {
        return database.read(session -> session.list("""
            SELECT * FROM bucket WHERE tenant = ? AND name > ? AND substr(name, 1, length(?)) = ?
            ORDER BY name LIMIT ?
            """, Buckets::map, tenant.value(), after, prefix, prefix, limit));
    }

    /// Deletes a bucket without objects, versions and markers; uploads under way end, as in S3.
    public Deletion delete(BucketName name, Instant now) {
        return database.write(session -> {
            var bucket = find(session, name);
            if (bucket.isEmpty()) {
                return Deletion.NO_BUCKET;
            }
            var id = bucket.get().id();
            if (holdsObjects(session, id)) {
                return Deletion.NOT_EMPTY;
            }
            Uploads.endAll(session, id, now);
            session.update("UPDATE bucket SET name = NULL WHERE id = ?", id);
            Bodies.forgetNamelessBuckets(session);
            return Deletion.DELETED;
        });
    }

    /// Turns versioning on or suspends it; false if Object Lock does not allow that.
    public boolean setVersioning(BucketName name, Versioning versioning) {
        return database.write(session -> session.update(
                        "UPDATE bucket SET versioning = ? WHERE name = ? AND (lock IS NULL OR ? = 'ENABLED')",
                        versioning.name(),
                        name.value(),
                        versioning.name())
                == 1);
    }

    /// Sets or, if it is empty, removes the document of lifecycle rules.
    public void setLifecycle(BucketName name, Optional<String> document) {
        database.write(
                session -> session.update("UPDATE bucket SET lifecycle = ? WHERE name = ?", document, name.value()));
    }

    /// Buckets with lifecycle rules, by id.
    ///
    /// @param after ids up to this one are left out
    public List<Bucket> withLifecycle(long after, int limit) {
        return database.read(session -> session.list(
                "SELECT * FROM bucket WHERE lifecycle IS NOT NULL AND name IS NOT NULL AND id > ? ORDER BY id LIMIT ?",
                Buckets::map,
                after,
                limit));
    }

    static Optional<Bucket> find(Session session, BucketName name) {
        return session.first("SELECT * FROM bucket WHERE name = ?", Buckets::map, name.value());
    }

    static Optional<Bucket> named(Session session, long id) {
        return session.first("SELECT * FROM bucket WHERE id = ? AND name IS NOT NULL", Buckets::map, id);
    }

    private static boolean holdsObjects(Session session, long bucket) {
        return session.first("SELECT 1 AS one FROM object WHERE bucket = ?", row -> row.number("one"), bucket)
                .isPresent();
    }

    private static Bucket map(Row row) {
        return new Bucket(
                row.number("id"),
                new BucketName(row.text("name")),
                new TenantId(row.text("tenant")),
                row.text("region"),
                Instant.ofEpochMilli(row.number("created")),
                row.bytes("wrapped_key"),
                Versioning.valueOf(row.text("versioning")),
                row.optionalText("lock").map(BucketLock::fromText),
                row.optionalText("lifecycle"));
    }
}
