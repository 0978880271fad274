package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertRefused;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/// Object Lock through Amazon's own client.
final class ObjectLockTest extends DoorTest {
    private static final Instant LATER = Instant.parse("2099-01-01T00:00:00Z");

    @Override
    void describe(CreateBucketRequest.Builder ordinary) {
        ordinary.objectLockEnabledForBucket(true);
    }

    @Test
    void aLockedBucketIsVersionedForGood() {
        assertThat(client.getBucketVersioning(b -> b.bucket(bucket)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertRefused(
                () -> client.putBucketVersioning(
                        b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED))),
                "InvalidBucketState",
                409);
        assertThat(client.getObjectLockConfiguration(b -> b.bucket(bucket))
                        .objectLockConfiguration()
                        .objectLockEnabled())
                .isEqualTo(ObjectLockEnabled.ENABLED);
    }

    @Test
    void retainsByDefaultAsTheBucketSays() {
        var before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        client.putObjectLockConfiguration(b -> b.bucket(bucket)
                .objectLockConfiguration(c -> c.objectLockEnabled("Enabled")
                        .rule(r -> r.defaultRetention(d -> d.mode("COMPLIANCE").days(3)))));

        var version = put("k");

        var head = client.headObject(b -> b.bucket(bucket).key("k"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(head.objectLockRetainUntilDate())
                .isBetween(before.plus(3, ChronoUnit.DAYS), Instant.now().plus(3, ChronoUnit.DAYS));
        assertRefused(
                () -> client.deleteObject(
                        b -> b.bucket(bucket).key("k").versionId(version).bypassGovernanceRetention(true)),
                "AccessDenied",
                403);
    }

    @Test
    void governanceYieldsOnlyToTheBypass() {
        var version = put("k");
        retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER, false);

        assertRefused(() -> deleteVersion("k", version, false), "AccessDenied", 403);
        assertRefused(
                () -> retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER.minusSeconds(1), false),
                "AccessDenied",
                403);
        retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER.plusSeconds(1), false);
        retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER, true);
        deleteVersion("k", version, true);

        assertRefused(() -> client.getObject(b -> b.bucket(bucket).key("k")), "NoSuchKey", 404);
    }

    @Test
    void complianceYieldsToNobody() {
        var version = put("k");
        retain("k", ObjectLockRetentionMode.COMPLIANCE, LATER, false);

        assertRefused(
                () -> retain("k", ObjectLockRetentionMode.COMPLIANCE, LATER.minusSeconds(1), true),
                "AccessDenied",
                403);
        assertRefused(
                () -> retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER.plusSeconds(1), true), "AccessDenied", 403);
        assertRefused(() -> deleteVersion("k", version, true), "AccessDenied", 403);
        var answer = client.deleteObjects(b -> b.bucket(bucket)
                .bypassGovernanceRetention(true)
                .delete(d -> d.objects(
                        ObjectIdentifier.builder().key("k").versionId(version).build())));
        assertThat(answer.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.code()).isEqualTo("AccessDenied"));
    }

    @Test
    void aMarkerHidesALockedObjectAndCanBeTakenAway() {
        var version = put("k");
        retain("k", ObjectLockRetentionMode.COMPLIANCE, LATER, false);

        var marker = client.deleteObject(b -> b.bucket(bucket).key("k")).versionId();
        deleteVersion("k", marker, false);

        assertThat(client.headObject(b -> b.bucket(bucket).key("k")).versionId())
                .isEqualTo(version);
    }

    @Test
    void aLegalHoldKeepsUntilItIsLifted() {
        var version = put("k");
        hold("k", ObjectLockLegalHoldStatus.ON);

        assertRefused(() -> deleteVersion("k", version, true), "AccessDenied", 403);
        hold("k", ObjectLockLegalHoldStatus.OFF);
        assertThat(client.getObjectLegalHold(b -> b.bucket(bucket).key("k"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.OFF);
        deleteVersion("k", version, false);
    }

    @Test
    void takesTheLockFromTheHeadersOfEveryKindOfWrite() {
        client.putObject(
                b -> b.bucket(bucket)
                        .key("put")
                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                        .objectLockRetainUntilDate(LATER)
                        .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                RequestBody.fromString("x"));
        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("put")
                .destinationBucket(bucket)
                .destinationKey("copy")
                .objectLockMode(ObjectLockMode.COMPLIANCE)
                .objectLockRetainUntilDate(LATER));
        var id = client.createMultipartUpload(b -> b.bucket(bucket)
                        .key("parts")
                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                        .objectLockRetainUntilDate(LATER))
                .uploadId();
        var tag = client.uploadPart(
                        b -> b.bucket(bucket).key("parts").uploadId(id).partNumber(1), RequestBody.fromString("x"))
                .eTag();
        client.completeMultipartUpload(b -> b.bucket(bucket)
                .key("parts")
                .uploadId(id)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(tag).build())));

        for (var key : List.of("put", "copy", "parts")) {
            assertThat(client.headObject(b -> b.bucket(bucket).key(key)).objectLockRetainUntilDate())
                    .isEqualTo(LATER);
        }
        assertThat(client.headObject(b -> b.bucket(bucket).key("copy")).objectLockMode())
                .isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(client.headObject(b -> b.bucket(bucket).key("copy")).objectLockLegalHoldStatus())
                .isNull();
    }

    @Test
    void refusesLocksWhereNoneAreKept() {
        var plain = bucket + "-plain";
        client.createBucket(b -> b.bucket(plain));
        client.putObject(b -> b.bucket(plain).key("k"), RequestBody.fromString("x"));

        assertRefused(
                () -> client.putObjectLegalHold(
                        b -> b.bucket(plain).key("k").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON))),
                "InvalidRequest",
                400);
        assertRefused(
                () -> client.putObject(
                        b -> b.bucket(plain)
                                .key("k")
                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                .objectLockRetainUntilDate(LATER),
                        RequestBody.fromString("y")),
                400);
        assertRefused(
                () -> client.getObjectLockConfiguration(b -> b.bucket(plain)),
                "ObjectLockConfigurationNotFoundError",
                404);
        put("unlocked");
        assertRefused(
                () -> client.getObjectRetention(b -> b.bucket(bucket).key("unlocked")),
                "NoSuchObjectLockConfiguration",
                404);
    }

    @Test
    void tellsWhoKeepsTheBytesHowLong() {
        // Smaller ones are in the metadata and with no provider.
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(new byte[5_000]));
        retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER, false);
        retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER.minusSeconds(1), true);
        var told = new ArrayList<Instant>();
        var keeper = new RetentionKeeper(door.metadata(), (manifests, until) -> {
            if (!manifests.isEmpty()) {
                told.add(until);
            }
        });

        while (keeper.tell() > 0) {
            // Other tests lock objects as well.
        }

        // What was signed once is not taken back.
        assertThat(told).contains(LATER).doesNotContain(LATER.minusSeconds(1));
        assertThat(keeper.tell()).isZero();
    }

    private String put(String key) {
        return client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("x"))
                .versionId();
    }

    private void retain(String key, ObjectLockRetentionMode mode, Instant until, boolean bypass) {
        client.putObjectRetention(b -> b.bucket(bucket)
                .key(key)
                .bypassGovernanceRetention(bypass)
                .retention(r -> r.mode(mode).retainUntilDate(until)));
    }

    private void hold(String key, ObjectLockLegalHoldStatus status) {
        client.putObjectLegalHold(b -> b.bucket(bucket).key(key).legalHold(h -> h.status(status)));
    }

    private void deleteVersion(String key, String version, boolean bypass) {
        client.deleteObject(b -> b.bucket(bucket).key(key).versionId(version).bypassGovernanceRetention(bypass));
    }
}
