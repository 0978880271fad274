package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertRefused;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.Checksum;
import souk.gateway.store.NewObject;
import souk.gateway.store.ObjectHeaders;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectLock;
import souk.gateway.store.Ownership;
import souk.gateway.store.StoredBody;
import souk.gateway.store.Tags;
import souk.gateway.store.WriteCondition;

/// Lifecycle rules through Amazon's own client, carried out on a clock that is set forward.
final class LifecycleTest extends DoorTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void givesBackTheRulesAsTheyWereSet() {
        rule(r -> r.id("logs").filter(f -> f.prefix("logs/")).expiration(e -> e.days(31)));

        var rules =
                client.getBucketLifecycleConfiguration(b -> b.bucket(bucket)).rules();

        assertThat(rules).singleElement().satisfies(rule -> {
            assertThat(rule.id()).isEqualTo("logs");
            assertThat(rule.filter().prefix()).isEqualTo("logs/");
            assertThat(rule.expiration().days()).isEqualTo(31);
        });
        client.deleteBucketLifecycle(b -> b.bucket(bucket));
        assertRefused(
                () -> client.getBucketLifecycleConfiguration(b -> b.bucket(bucket)),
                "NoSuchLifecycleConfiguration",
                404);
    }

    @Test
    void expiresWhatTheFilterCoversOnceItIsOld() {
        put("old/small", 10);
        put("old/large", 3_000);
        put("new/large", 3_000);
        rule(r -> r.filter(f -> f.and(a -> a.prefix("old/").objectSizeGreaterThan(2_000L)))
                .expiration(e -> e.days(5)));

        pass(4);
        assertThat(keys()).hasSize(3);

        pass(7);
        assertThat(keys()).containsExactly("new/large", "old/small");
    }

    @Test
    void expiresOnlyWhatHasAllTheTags() {
        for (var tags : List.of("a=1&b=2", "a=1", "a=2&b=2")) {
            client.putObject(b -> b.bucket(bucket).key(tags).tagging(tags), RequestBody.fromString("x"));
        }
        rule(r ->
                r.filter(f -> f.and(a -> a.tags(tag("a", "1"), tag("b", "2")))).expiration(e -> e.days(1)));

        pass(3);

        assertThat(keys()).containsExactly("a=1", "a=2&b=2");
        assertRefused(
                () -> rule(r -> r.filter(f -> f.tag(tag("a", "1")))
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))),
                "InvalidRequest",
                400);
    }

    @Test
    void saysWhenAnObjectWillExpire() {
        rule(r -> r.id("soon rule").filter(f -> f.prefix("k")).expiration(e -> e.days(1)));
        var midnight = Instant.now().plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);

        var put = client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("x"));

        assertThat(put.expiration())
                .contains("expiry-date=\"" + HttpDates.format(midnight) + "\"")
                .contains("rule-id=\"soon%20rule\"");
        assertThat(client.headObject(b -> b.bucket(bucket).key("k")).expiration())
                .isEqualTo(put.expiration());
        put("other", 1);
        assertThat(client.headObject(b -> b.bucket(bucket).key("other")).expiration())
                .isNull();
    }

    @Test
    void hidesVersionedObjectsBehindAMarker() {
        version();
        put("k", 1);
        rule(r -> r.filter(f -> f.prefix("")).expiration(e -> e.days(1)));

        pass(3);

        assertThat(keys()).isEmpty();
        var listed = client.listObjectVersions(b -> b.bucket(bucket));
        assertThat(listed.versions()).hasSize(1);
        assertThat(listed.deleteMarkers()).hasSize(1);
    }

    @Test
    void removesOldVersionsButTheNewestFewAndTheLockedOnes() {
        client.deleteBucket(b -> b.bucket(bucket));
        client.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(true));
        put("k", 1);
        client.putObjectLegalHold(
                b -> b.bucket(bucket).key("k").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON)));
        for (var size = 2; size <= 6; size++) {
            put("k", size);
        }
        rule(r -> r.filter(f -> f.prefix(""))
                .noncurrentVersionExpiration(e -> e.noncurrentDays(2).newerNoncurrentVersions(2)));

        pass(4);

        // The latest, two older ones, and the locked one.
        assertThat(sizes()).containsExactly(6L, 5L, 4L, 1L);
    }

    @Test
    void removesMarkersWithNothingBehindThem() {
        version();
        put("k", 1);
        put("kept", 1);
        client.deleteObject(b -> b.bucket(bucket).key("k"));
        client.deleteObject(b -> b.bucket(bucket).key("kept"));
        rule(r -> r.filter(f -> f.prefix("")).expiration(e -> e.expiredObjectDeleteMarker(true)));

        pass(1);
        assertThat(client.listObjectVersions(b -> b.bucket(bucket)).deleteMarkers())
                .hasSize(2);

        var version = client.listObjectVersions(b -> b.bucket(bucket).prefix("k"))
                .versions()
                .getFirst();
        client.deleteObject(b -> b.bucket(bucket).key("k").versionId(version.versionId()));
        pass(1);
        assertThat(client.listObjectVersions(b -> b.bucket(bucket)).deleteMarkers())
                .singleElement()
                .satisfies(marker -> assertThat(marker.key()).isEqualTo("kept"));
    }

    @Test
    void abortsUploadsNobodyCompleted() {
        var id = client.createMultipartUpload(b -> b.bucket(bucket).key("k")).uploadId();
        client.uploadPart(b -> b.bucket(bucket).key("k").uploadId(id).partNumber(1), RequestBody.fromString("x"));
        client.createMultipartUpload(b -> b.bucket(bucket).key("other"));
        rule(r -> r.filter(f -> f.prefix("k")).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1)));

        pass(3);

        assertThat(client.listMultipartUploads(b -> b.bucket(bucket)).uploads())
                .singleElement()
                .satisfies(upload -> assertThat(upload.key()).isEqualTo("other"));
    }

    @Test
    void walksThroughTheVersionsOfAKeyInSeveralSteps() {
        version();
        var id = door.metadata()
                .buckets()
                .find(new BucketName(bucket))
                .map(Bucket::id)
                .orElseThrow();
        for (var i = 0; i < LifecycleWorker.BATCH + 5; i++) {
            var object = new NewObject(
                    new ObjectKey("k"),
                    "v" + i,
                    StoredBody.empty(),
                    "etag",
                    ObjectHeaders.none(),
                    new Checksum(Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA=="),
                    ObjectLock.NONE,
                    Ownership.privateTo(LocalDoor.OWNER.tenant()),
                    Tags.none(),
                    Instant.now());
            door.metadata().objects().put(id, object, new WriteCondition.Always());
        }
        rule(r -> r.filter(f -> f.prefix("k"))
                .noncurrentVersionExpiration(e -> e.noncurrentDays(1).newerNoncurrentVersions(3)));

        pass(3);

        assertThat(sizes()).hasSize(4);
    }

    @Test
    void refusesRulesItCannotKeep() {
        assertRefused(
                () -> rule(r -> r.filter(f -> f.prefix(""))
                        .transitions(Transition.builder()
                                .days(1)
                                .storageClass("GLACIER")
                                .build())),
                "NotImplemented",
                501);
        assertRefused(() -> rule(r -> r.filter(f -> f.prefix("")).expiration(e -> e.days(0))), "InvalidArgument", 400);
        assertRefused(
                () -> rule(r ->
                        r.filter(f -> f.prefix("")).expiration(e -> e.date(Instant.parse("2030-01-01T12:00:00Z")))),
                "InvalidArgument",
                400);
        assertRefused(() -> rule(r -> r.filter(f -> f.prefix(""))), "InvalidRequest", 400);
        assertRefused(
                () -> rule(r -> r.id("x".repeat(256)).filter(f -> f.prefix("")).expiration(e -> e.days(1))),
                "InvalidArgument",
                400);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private void rule(Consumer<LifecycleRule.Builder> content) {
        var rule = LifecycleRule.builder().status("Enabled");
        content.accept(rule);
        client.putBucketLifecycleConfiguration(
                b -> b.bucket(bucket).lifecycleConfiguration(c -> c.rules(rule.build())));
    }

    private void version() {
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    private void put(String key, int size) {
        client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(new byte[size]));
    }

    private void pass(int days) {
        door.carryOutLifecycle(DAY, () -> Instant.now().plus(days, ChronoUnit.DAYS));
    }

    private List<String> keys() {
        return client.listObjectsV2(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private List<Long> sizes() {
        return client.listObjectVersions(b -> b.bucket(bucket)).versions().stream()
                .map(ObjectVersion::size)
                .toList();
    }
}
