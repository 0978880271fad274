package souk.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.gateway.store.Listings.Entry;
import souk.gateway.store.Listings.Query;
import souk.sql.Sqlite;

final class MetadataTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(1));
    private static final TenantId TENANT = new TenantId("acme");
    private static final BucketName NAME = new BucketName("the-bucket");
    private static final Checksum CHECKSUM =
            new Checksum(Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");

    @TempDir
    private Path folder;

    private Metadata metadata;
    private Bucket bucket;

    @BeforeEach
    void open() {
        metadata = Metadata.open(folder.resolve("m.db"));
        bucket = metadata.buckets()
                .create(NAME, TENANT, "us-east-1", new byte[] {1}, NOW)
                .bucket();
    }

    @AfterEach
    void close() {
        metadata.close();
    }

    @Test
    void aBucketNameIsTakenOnce() {
        var again = metadata.buckets().create(NAME, new TenantId("other"), "us-east-1", new byte[] {2}, NOW);

        assertThat(again.created()).isFalse();
        assertThat(again.bucket().tenant()).isEqualTo(TENANT);
        assertThat(metadata.buckets().list(new TenantId("other"), "", "", 10)).isEmpty();
        assertThat(metadata.buckets().list(TENANT, "the", "", 10)).hasSize(1);
        assertThat(metadata.buckets().list(TENANT, "", "the-bucket", 10)).isEmpty();
    }

    @Test
    void aReplacedObjectBecomesGarbageAfterTheReadersGrace() {
        put("k", "v1", body("s1"));
        put("k", "v2", body("s2"));

        assertThat(garbageAt(NOW)).isEmpty();
        assertThat(garbageAt(LATER)).containsExactly("s1");
        assertThat(slice("k", 0, 10)).containsExactly("s2");
    }

    @Test
    void collectedGarbageIsForgottenAndFailedGarbageIsPutOff() {
        put("k", "v1", body("s1"));
        put("k", "v2", body("s2"));
        var garbage = metadata.bodies().garbage(LATER, 10).getFirst();

        metadata.bodies().retryLater(garbage.body(), LATER, Duration.ofHours(1));
        var putOff = garbageAt(LATER);
        metadata.bodies().collected(List.of(garbage.body()));

        assertThat(putOff).isEmpty();
        assertThat(garbageAt(LATER.plus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void whatWasStoredBeforeSharingBelongsToTheBucketsTenant() {
        var file = folder.resolve("old.db");
        try (var old = Sqlite.open(file, Schema.MIGRATIONS.subList(0, 1))) {
            old.write(session -> {
                session.script("""
                    INSERT INTO bucket VALUES (1, 'the-bucket', 'acme', 'us-east-1', 0, x'01', 'OFF');
                    INSERT INTO object VALUES
                      (1, 1, CAST('k' AS BLOB), 'null', 1, 0, 0, 0, 'etag', 0, '', NULL, NULL, NULL, 0, NULL);
                    INSERT INTO upload VALUES ('u1', 1, CAST('k' AS BLOB), '', 'CRC32', 'FULL_OBJECT', 0);
                    """);
                return true;
            });
        }

        try (var upgraded = Metadata.open(file)) {
            var object = upgraded.objects().latest(1, new ObjectKey("k")).orElseThrow();
            var upload = upgraded.uploads().find(1, new ObjectKey("k"), "u1").orElseThrow();
            assertThat(object.ownership()).isEqualTo(Ownership.privateTo(TENANT));
            assertThat(object.tags()).isEqualTo(Tags.none());
            assertThat(upload.ownership()).isEqualTo(Ownership.privateTo(TENANT));
            assertThat(upgraded.settings().all(1)).isEmpty();
        }
    }

    @Test
    void settingsGoWithTheirBucket() {
        metadata.settings().put(bucket.id(), BucketSettings.Kind.TAGS, "a=1");
        metadata.settings().put(bucket.id(), BucketSettings.Kind.TAGS, "a=2");
        assertThat(metadata.settings().all(bucket.id())).containsExactly(Map.entry(BucketSettings.Kind.TAGS, "a=2"));

        metadata.buckets().delete(NAME, NOW);
        var again = metadata.buckets().create(NAME, TENANT, "us-east-1", new byte[] {1}, NOW);

        assertThat(metadata.settings().all(again.bucket().id())).isEmpty();
        assertThat(metadata.settings().all(bucket.id())).isEmpty();
    }

    @Test
    void deletingABucketEndsItsUploads() {
        var upload = upload("u1");
        metadata.uploads().putPart(upload, part(1, 10), body("s1"));

        assertThat(metadata.buckets().delete(NAME, NOW)).isEqualTo(Buckets.Deletion.DELETED);

        assertThat(metadata.uploads().find(bucket.id(), new ObjectKey("k"), "u1"))
                .isEmpty();
        assertThat(garbageAt(LATER)).containsExactly("s1");
    }

    @Test
    void keepsListsAndTagsWithTheVersion() {
        var shared = new Ownership(
                new TenantId("other"),
                new Acl(List.of(
                        new Acl.Grant(new Grantee.Everyone(), Permission.READ),
                        new Acl.Grant(new Grantee.AnyTenant(), Permission.WRITE_ACP),
                        new Acl.Grant(new Grantee.Tenant(new TenantId("a b")), Permission.FULL_CONTROL))));
        var tags = Tags.of(Map.of("a=&", "ä\n", "b", ""));
        var plain = object("k", "v", body("s1"));
        metadata.objects()
                .put(
                        bucket.id(),
                        new NewObject(
                                plain.key(),
                                "v",
                                plain.body(),
                                "etag",
                                plain.headers(),
                                CHECKSUM,
                                ObjectLock.NONE,
                                shared,
                                tags,
                                NOW),
                        new WriteCondition.Always());

        var found = metadata.objects().latest(bucket.id(), plain.key()).orElseThrow();
        assertThat(found.ownership()).isEqualTo(shared);
        assertThat(found.tags()).isEqualTo(tags);
        metadata.objects().setAcl(found, new Acl(List.of()));
        metadata.objects().setTags(found, Tags.none());
        var changed = metadata.objects().latest(bucket.id(), plain.key()).orElseThrow();
        assertThat(changed.ownership().acl().grants()).isEmpty();
        assertThat(changed.ownership().owner()).isEqualTo(shared.owner());
        assertThat(changed.tags().isEmpty()).isTrue();
    }

    @Test
    void draftsBecomeGarbageWhenTheFileIsOpenedAgain() {
        var draft = metadata.bodies().plan(bucket.id(), body("s1").with(stored("s2", 5)), "planned");
        assertThat(draft.pending()).isEmpty();
        metadata.close();

        metadata = Metadata.open(folder.resolve("m.db"));

        assertThat(garbageAt(NOW)).containsExactly("s1", "s2", "planned");
        assertThat(metadata.objects().latest(bucket.id(), new ObjectKey("k"))).isEmpty();
    }

    @Test
    void aRecordedDraftIsContinuedByTheObject() {
        var draft = metadata.bodies().plan(bucket.id(), body("s1"), "planned");
        put("k", "v", draft.with(stored("s2", 5)));

        assertThat(slice("k", 0, 15)).containsExactly("s1", "s2");
        assertThat(slice("k", 10, 15)).containsExactly("s2");
        assertThat(slice("k", 9, 10)).containsExactly("s1");
        assertThat(garbageAt(LATER)).isEmpty();
    }

    @Test
    void aFailedUploadLeavesToTheCollectorWhatItStoredAndWhatItPlanned() {
        var draft = metadata.bodies().plan(bucket.id(), StoredBody.empty(), "planned");
        metadata.bodies().discard(bucket.id(), draft);
        metadata.bodies().discard(bucket.id(), body("s1"));

        assertThat(garbageAt(NOW)).containsExactlyInAnyOrder("planned", "s1");
    }

    @Test
    void aFailedConditionLeavesTheObjectAndCollectsTheBody() {
        put("k", "v", body("s1"));

        var result = metadata.objects().put(bucket.id(), object("k", "v", body("s2")), new WriteCondition.IfAbsent());

        assertThat(result).isInstanceOf(PutResult.ConditionFailed.class);
        assertThat(garbageAt(NOW)).containsExactly("s2");
        assertThat(slice("k", 0, 10)).containsExactly("s1");
    }

    @Test
    void aDeletedBucketKeepsItsKeyUntilItsGarbageIsCollected() {
        put("k", "v", body("s1"));
        assertThat(metadata.buckets().delete(NAME, NOW)).isEqualTo(Buckets.Deletion.NOT_EMPTY);
        delete("k", Optional.empty());

        assertThat(metadata.buckets().delete(NAME, NOW)).isEqualTo(Buckets.Deletion.DELETED);
        assertThat(metadata.buckets().find(NAME)).isEmpty();
        var garbage = metadata.bodies().garbage(LATER, 10).getFirst();
        assertThat(garbage.wrappedKey()).containsExactly(1);
        metadata.bodies().collected(List.of(garbage.body()));
        assertThat(metadata.database()
                        .<Long>read(s -> s.first("SELECT count(*) AS n FROM bucket", row -> row.number("n"))
                                .orElseThrow()))
                .isZero();
    }

    @Test
    void deletingInAVersionedBucketHidesAndDeletingTheMarkerReveals() {
        metadata.buckets().setVersioning(NAME, Versioning.ENABLED);
        put("k", "v1", body("s1"));

        assertThat(delete("k", Optional.empty())).isEqualTo(new Objects.Deletion.Marked("marker"));
        assertThat(metadata.listings().objects(bucket.id(), all()).entries()).isEmpty();
        assertThat(metadata.listings().versions(bucket.id(), all()).entries()).hasSize(2);
        delete("k", Optional.of("marker"));

        assertThat(metadata.objects()
                        .latest(bucket.id(), new ObjectKey("k"))
                        .orElseThrow()
                        .version())
                .isEqualTo("v1");
        assertThat(metadata.listings().objects(bucket.id(), all()).entries()).hasSize(1);
    }

    @Test
    void suspendedBucketsReplaceTheNullVersionOnly() {
        metadata.buckets().setVersioning(NAME, Versioning.ENABLED);
        put("k", "v1", body("s1"));
        metadata.buckets().setVersioning(NAME, Versioning.SUSPENDED);
        put("k", "v2", body("s2"));
        put("k", "v3", body("s3"));

        var versions = names(metadata.listings().versions(bucket.id(), all()));
        assertThat(versions).hasSize(2);
        assertThat(garbageAt(LATER)).containsExactly("s2");
    }

    @Test
    void pagesThroughVersionsOfOneKeyBeyondABatch() {
        metadata.buckets().setVersioning(NAME, Versioning.ENABLED);
        for (var i = 0; i < 300; i++) {
            put("k", "v" + i, StoredBody.empty());
        }

        var seen = new ArrayList<String>();
        var query = new Query("", "", "", Optional.empty(), 7);
        var page = metadata.listings().versions(bucket.id(), query);
        while (true) {
            page.entries()
                    .forEach(entry -> seen.add(((Entry.Item) entry).version().version()));
            if (!page.truncated()) {
                break;
            }
            page = metadata.listings().versions(bucket.id(), new Query("", "", "k", Optional.of(seen.getLast()), 7));
        }

        assertThat(seen).hasSize(300).doesNotHaveDuplicates().startsWith("v299").endsWith("v0");
    }

    @Test
    void jumpsOverCommonPrefixes() {
        for (var i = 0; i < 200; i++) {
            put("a/" + i, "v", StoredBody.empty());
            put("b/" + i, "v", StoredBody.empty());
        }
        put("a", "v", StoredBody.empty());
        put("a0", "v", StoredBody.empty());

        var page = metadata.listings().objects(bucket.id(), new Query("", "/", "", Optional.empty(), 10));

        assertThat(names(page)).containsExactly("a", "a/", "a0", "b/");
        assertThat(page.truncated()).isFalse();
    }

    @Test
    void joinsThePartsOfAnUpload() {
        var upload = upload("u1");
        metadata.uploads().putPart(upload, part(1, 10), body("p1"));
        metadata.uploads().putPart(upload, part(2, 10), body("old"));
        metadata.uploads().putPart(upload, part(2, 10), body("p2"));
        metadata.uploads().putPart(upload, part(3, 10), body("unused"));

        var result = metadata.uploads()
                .complete(
                        upload,
                        List.of(part(1, 10), part(2, 10)),
                        object("k", "v", StoredBody.empty()),
                        new WriteCondition.Always());

        assertThat(result).get().isInstanceOf(PutResult.Stored.class);
        assertThat(slice("k", 0, 20)).containsExactly("p1", "p2");
        assertThat(slice("k", 12, 13)).containsExactly("p2");
        assertThat(garbageAt(LATER)).containsExactlyInAnyOrder("old", "unused");
        assertThat(metadata.uploads().completed(bucket.id(), new ObjectKey("k"), "u1"))
                .isPresent();
        assertThat(metadata.uploads().putPart(upload, part(4, 10), body("late")))
                .isFalse();
        assertThat(garbageAt(LATER)).contains("late");
    }

    @Test
    void refusesToCompleteWithAPartThatChanged() {
        var upload = upload("u1");
        metadata.uploads().putPart(upload, part(1, 10), body("p1"));
        var other = new Part(1, 10, "other", CHECKSUM, NOW);

        var result = metadata.uploads()
                .complete(upload, List.of(other), object("k", "v", StoredBody.empty()), new WriteCondition.Always());

        assertThat(result).isEmpty();
        assertThat(metadata.uploads().find(bucket.id(), new ObjectKey("k"), "u1"))
                .isPresent();
    }

    private Upload upload(String id) {
        var upload = new Upload(
                id,
                bucket.id(),
                new ObjectKey("k"),
                ObjectHeaders.none(),
                Checksum.Algorithm.CRC32,
                Checksum.Type.FULL_OBJECT,
                ObjectLock.NONE,
                Ownership.privateTo(TENANT),
                Tags.none(),
                NOW);
        metadata.uploads().create(upload);
        return upload;
    }

    private static Part part(int number, long size) {
        return new Part(number, size, "etag" + number, CHECKSUM, NOW);
    }

    private void put(String key, String version, StoredBody body) {
        var result = metadata.objects().put(bucket.id(), object(key, version, body), new WriteCondition.Always());
        assertThat(result).isInstanceOf(PutResult.Stored.class);
    }

    private Objects.Deletion delete(String key, Optional<String> version) {
        var request = new Objects.DeleteRequest(new ObjectKey(key), version, "marker", DeleteCondition.ALWAYS, false);
        return metadata.objects().delete(bucket.id(), List.of(request), NOW).getFirst();
    }

    private static NewObject object(String key, String version, StoredBody body) {
        return new NewObject(
                new ObjectKey(key),
                version,
                body,
                "etag",
                ObjectHeaders.none(),
                CHECKSUM,
                ObjectLock.NONE,
                Ownership.privateTo(TENANT),
                Tags.none(),
                NOW);
    }

    private static StoredBody body(String manifest) {
        return new StoredBody(OptionalLong.empty(), List.of(stored(manifest, 10)), 10);
    }

    private static Piece stored(String manifest, long length) {
        return new Piece.Stored(new SegmentRef(manifest, length));
    }

    private static Query all() {
        return new Query("", "", "", Optional.empty(), 1000);
    }

    private static List<String> names(Listings.Page page) {
        return page.entries().stream().map(Entry::name).toList();
    }

    private List<String> slice(String key, long from, long toExclusive) {
        var object = metadata.objects().latest(bucket.id(), new ObjectKey(key)).orElseThrow();
        return metadata.bodies().slice(object.body(), from, toExclusive).pieces().stream()
                .map(piece -> ((Piece.Stored) piece).segment().manifest())
                .toList();
    }

    private List<String> garbageAt(Instant when) {
        return metadata.bodies().garbage(when, 100).stream()
                .flatMap(garbage -> garbage.manifests().stream())
                .toList();
    }
}
