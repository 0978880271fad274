package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertError;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/// Tags and the settings of buckets, through Amazon's own client.
final class BucketSettingsTest extends DoorTest {
    @Test
    void keepsTheTagsOfAnObject() {
        client.putObject(b -> b.bucket(bucket).key("k").tagging("b=2&a=%C3%A4+1"), RequestBody.fromString("x"));

        assertThat(tags("k")).containsExactly(tag("a", "ä 1"), tag("b", "2"));
        assertThat(client.headObject(b -> b.bucket(bucket).key("k")).tagCount()).isEqualTo(2);
        client.putObjectTagging(b -> b.bucket(bucket).key("k").tagging(t -> t.tagSet(tag("c", ""))));
        assertThat(tags("k")).containsExactly(tag("c", ""));
        client.deleteObjectTagging(b -> b.bucket(bucket).key("k"));
        assertThat(tags("k")).isEmpty();
        assertError(() -> tags("absent"), "NoSuchKey", 404);
    }

    @Test
    void keepsTheTagsOfEachVersion() {
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        var first = client.putObject(b -> b.bucket(bucket).key("k").tagging("v=1"), RequestBody.fromString("1"));
        client.putObject(b -> b.bucket(bucket).key("k").tagging("v=2"), RequestBody.fromString("2"));

        var old = client.getObjectTagging(b -> b.bucket(bucket).key("k").versionId(first.versionId()));

        assertThat(old.tagSet()).containsExactly(tag("v", "1"));
        assertThat(old.versionId()).isEqualTo(first.versionId());
        assertThat(tags("k")).containsExactly(tag("v", "2"));
    }

    @Test
    void copiesTagsUnlessToldOtherwise() {
        client.putObject(b -> b.bucket(bucket).key("k").tagging("a=1"), RequestBody.fromString("x"));

        client.copyObject(b ->
                b.sourceBucket(bucket).sourceKey("k").destinationBucket(bucket).destinationKey("same"));
        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("k")
                .destinationBucket(bucket)
                .destinationKey("other")
                .taggingDirective(TaggingDirective.REPLACE)
                .tagging("b=2"));

        assertThat(tags("same")).containsExactly(tag("a", "1"));
        assertThat(tags("other")).containsExactly(tag("b", "2"));
    }

    @Test
    void tagsWhatIsUploadedInParts() {
        var id = client.createMultipartUpload(b -> b.bucket(bucket).key("k").tagging("a=1"))
                .uploadId();
        var etag = client.uploadPart(
                        b -> b.bucket(bucket).key("k").uploadId(id).partNumber(1), RequestBody.fromString("x"))
                .eTag();
        client.completeMultipartUpload(b -> b.bucket(bucket)
                .key("k")
                .uploadId(id)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));

        assertThat(tags("k")).containsExactly(tag("a", "1"));
    }

    @Test
    void refusesTagsBeyondTheLimits() {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("x"));
        var eleven = IntStream.range(0, 11).mapToObj(i -> tag("k" + i, "v")).toList();

        for (var wrong : List.of(
                eleven,
                List.of(tag("k".repeat(129), "v")),
                List.of(tag("k", "v".repeat(257))),
                List.of(tag("a", "1"), tag("a", "2")),
                List.of(tag("aws:a", "1")),
                List.of(tag("a", "<>")))) {
            assertError(
                    () -> client.putObjectTagging(b -> b.bucket(bucket).key("k").tagging(t -> t.tagSet(wrong))),
                    "InvalidTag",
                    400);
        }
        assertError(
                () -> client.putObject(b -> b.bucket(bucket).key("k").tagging("a=1&a=2"), RequestBody.empty()),
                "InvalidTag",
                400);
        var most = new ArrayList<>(eleven.subList(0, 9));
        most.add(tag("k".repeat(128), "v".repeat(256)));
        client.putObjectTagging(b -> b.bucket(bucket).key("k").tagging(t -> t.tagSet(most)));
        assertThat(tags("k")).hasSize(10);
    }

    @Test
    void keepsTheTagsOfABucket() {
        assertError(() -> client.getBucketTagging(b -> b.bucket(bucket)), "NoSuchTagSet", 404);

        client.putBucketTagging(b -> b.bucket(bucket).tagging(t -> t.tagSet(tag("team", "blue"))));
        assertThat(client.getBucketTagging(b -> b.bucket(bucket)).tagSet()).containsExactly(tag("team", "blue"));

        client.deleteBucketTagging(b -> b.bucket(bucket));
        assertError(() -> client.getBucketTagging(b -> b.bucket(bucket)), "NoSuchTagSet", 404);
    }

    @Test
    void encryptsByItsOwnKeysAndOnlyOnce() {
        var put = client.putObject(
                b -> b.bucket(bucket).key("k").serverSideEncryption(ServerSideEncryption.AES256),
                RequestBody.fromString("x"));

        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(client.headObject(b -> b.bucket(bucket).key("k")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
        assertError(
                () -> client.putObject(
                        b -> b.bucket(bucket).key("k").serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE),
                        RequestBody.empty()),
                "NotImplemented",
                501);
        assertError(
                () -> client.putObject(
                        b -> b.bucket(bucket).key("k").serverSideEncryption("AES128"), RequestBody.empty()),
                "InvalidArgument",
                400);
    }

    @Test
    void keepsABucketsDefaultEncryption() {
        var unset = "ServerSideEncryptionConfigurationNotFoundError";
        assertError(() -> client.getBucketEncryption(b -> b.bucket(bucket)), unset, 404);

        encrypt(ServerSideEncryption.AES256);
        assertThat(client.getBucketEncryption(b -> b.bucket(bucket))
                        .serverSideEncryptionConfiguration()
                        .rules())
                .hasSize(1);
        assertError(() -> encrypt(ServerSideEncryption.AWS_KMS_DSSE), "NotImplemented", 501);
        client.deleteBucketEncryption(b -> b.bucket(bucket));
        assertError(() -> client.getBucketEncryption(b -> b.bucket(bucket)), unset, 404);
    }

    @Test
    void answersSettingsNobodyMade() {
        assertThat(client.getBucketRequestPayment(b -> b.bucket(bucket)).payer())
                .isEqualTo(Payer.BUCKET_OWNER);
        assertThat(client.getBucketLogging(b -> b.bucket(bucket)).loggingEnabled())
                .isNull();
        assertThat(client.getBucketNotificationConfiguration(b -> b.bucket(bucket))
                        .queueConfigurations())
                .isEmpty();
        assertThat(client.getBucketAccelerateConfiguration(b -> b.bucket(bucket))
                        .status())
                .isNull();
        assertThat(client.listBucketMetricsConfigurations(b -> b.bucket(bucket)).isTruncated())
                .isFalse();
        assertError(
                () -> client.getBucketReplication(b -> b.bucket(bucket)), "ReplicationConfigurationNotFoundError", 404);
        assertError(() -> client.getBucketWebsite(b -> b.bucket(bucket)), "NoSuchWebsiteConfiguration", 404);
        assertError(() -> client.getBucketCors(b -> b.bucket(bucket)), "NoSuchCORSConfiguration", 404);
        assertError(
                () -> client.putBucketRequestPayment(
                        b -> b.bucket(bucket).requestPaymentConfiguration(r -> r.payer(Payer.REQUESTER))),
                "NotImplemented",
                501);
        client.putBucketLogging(b -> b.bucket(bucket).bucketLoggingStatus(s -> {}));
    }

    @Test
    void listsBucketsPageByPage() {
        List.of("page-a", "page-b", "page-c").forEach(name -> client.createBucket(b -> b.bucket(name)));

        var first = client.listBuckets(b -> b.prefix("page-").maxBuckets(2));
        var second =
                client.listBuckets(b -> b.prefix("page-").maxBuckets(2).continuationToken(first.continuationToken()));

        assertThat(first.buckets()).extracting(Bucket::name).containsExactly("page-a", "page-b");
        assertThat(first.prefix()).isEqualTo("page-");
        assertThat(first.buckets().getFirst().bucketRegion()).isEqualTo(LocalDoor.REGION);
        assertThat(second.buckets()).extracting(Bucket::name).containsExactly("page-c");
        assertThat(second.continuationToken()).isNull();
        assertThat(client.listBuckets(b -> b.bucketRegion("eu-west-1")).buckets())
                .isEmpty();
    }

    private void encrypt(ServerSideEncryption algorithm) {
        client.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(algorithm))
                        .build())));
    }

    private List<Tag> tags(String key) {
        return client.getObjectTagging(b -> b.bucket(bucket).key(key)).tagSet();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
