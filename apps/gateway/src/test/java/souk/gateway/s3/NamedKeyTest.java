package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.gateway.s3.SdkClients.assertError;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import souk.gateway.store.BodyReader;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketKey;
import souk.gateway.store.ObjectKey;
import souk.gateway.store.ObjectVersion;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.XorKeyWrap;

/// SSE-KMS: objects under keys that the gateway has under names.
final class NamedKeyTest extends DoorTest {
    private static final int PART = 5 << 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 50_000, 3 << 20})
    void tellsTheKeyOfAnObjectAndReadsItWithoutNamingIt(int size) {
        var bytes = bytes(size);
        var put = client.putObject(
                b -> kms(b).ssekmsKeyId("invoices").bucketKeyEnabled(true), RequestBody.fromBytes(bytes));

        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(put.ssekmsKeyId()).isEqualTo("invoices");
        assertThat(put.bucketKeyEnabled()).isTrue();
        var got = client.getObjectAsBytes(b -> b.bucket(bucket).key("k"));
        assertThat(got.asByteArray()).isEqualTo(bytes);
        assertThat(got.response().ssekmsKeyId()).isEqualTo("invoices");
        var head = client.headObject(b -> b.bucket(bucket).key("k"));
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head.bucketKeyEnabled()).isTrue();
    }

    @Test
    void everyNameIsAKeyOfItsOwnInEveryBucket() {
        var key = new NamedKey("a", false);

        assertThat(key.within(bucketKey(1))).isEqualTo(key.within(bucketKey(1)));
        assertThat(key.within(bucketKey(1)))
                .isNotEqualTo(bucketKey(1))
                .isNotEqualTo(key.within(bucketKey(2)))
                .isNotEqualTo(new NamedKey("b", false).within(bucketKey(1)));
    }

    @Test
    void theBytesAreUnderTheNamedKeyAndNotTheBuckets() throws IOException {
        client.putObject(b -> kms(b).ssekmsKeyId("a"), RequestBody.fromBytes(bytes(100)));
        var home = door.metadata().buckets().find(BucketAccess.name(bucket)).orElseThrow();
        var object =
                door.metadata().objects().latest(home.id(), new ObjectKey("k")).orElseThrow();

        // As if somebody had lost the name: the bucket's own key does not open it.
        var own = new XorKeyWrap().unwrap(home.tenant(), home.wrappedKey());
        assertThat(Encryption.key(own, object.headers(), Optional.empty()))
                .isEqualTo(new NamedKey("a", false).within(own));
        assertThatThrownBy(() -> read(home, own, object)).isInstanceOf(IOException.class);
        assertThat(read(home, new NamedKey("a", false).within(own), object)).isEqualTo(bytes(100));
    }

    private byte[] read(Bucket home, BucketKey key, ObjectVersion object) throws IOException {
        var scope = new SegmentScope(home.tenant(), key, "");
        var slice = door.metadata().bodies().slice(object.body(), 0, object.size());
        try (var stream = new BodyReader(door.segments()).open(scope, slice.pieces(), 0, object.size())) {
            return stream.readAllBytes();
        }
    }

    @Test
    void whoNamesNoKeyGetsTheUsualOne() {
        var put = client.putObject(this::kms, RequestBody.fromString("x"));

        assertThat(put.ssekmsKeyId()).isEqualTo(NamedKey.USUAL_ID);
        assertThat(put.bucketKeyEnabled()).isNull();
    }

    @Test
    void aBucketsDefaultIsForWhoSaysNothing() {
        encrypt(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID("usual"));

        client.putObject(b -> b.bucket(bucket).key("silent"), RequestBody.fromString("x"));
        client.putObject(
                b -> b.bucket(bucket).key("own").serverSideEncryption(ServerSideEncryption.AES256),
                RequestBody.fromString("x"));
        client.putObject(b -> kms(b).ssekmsKeyId("other"), RequestBody.fromString("x"));

        assertThat(keyOf("silent")).isEqualTo("usual");
        assertThat(keyOf("own")).isNull();
        assertThat(keyOf("k")).isEqualTo("other");
        var rule = client.getBucketEncryption(b -> b.bucket(bucket))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst();
        assertThat(rule.applyServerSideEncryptionByDefault().kmsMasterKeyID()).isEqualTo("usual");
        assertThat(rule.bucketKeyEnabled()).isTrue();
        assertThat(client.headObject(b -> b.bucket(bucket).key("silent")).bucketKeyEnabled())
                .isTrue();
        client.deleteBucketEncryption(b -> b.bucket(bucket));
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("silent")).asUtf8String())
                .isEqualTo("x");
    }

    @Test
    void partsAreUnderTheKeyTheirUploadBeganWith() {
        encrypt(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID("begun"));
        var upload = client.createMultipartUpload(b -> b.bucket(bucket).key("k"));
        assertThat(upload.ssekmsKeyId()).isEqualTo("begun");
        encrypt(d -> d.sseAlgorithm(ServerSideEncryption.AES256));
        var bytes = bytes(PART + 1_000);
        var parts = new CompletedPart[] {
            part(upload.uploadId(), 1, Arrays.copyOf(bytes, PART)),
            part(upload.uploadId(), 2, Arrays.copyOfRange(bytes, PART, bytes.length))
        };
        var completed = client.completeMultipartUpload(
                b -> b.bucket(bucket).key("k").uploadId(upload.uploadId()).multipartUpload(m -> m.parts(parts)));

        assertThat(completed.ssekmsKeyId()).isEqualTo("begun");
        var range = client.getObjectAsBytes(
                b -> b.bucket(bucket).key("k").range("bytes=" + (PART - 10) + "-" + (PART + 9)));
        assertThat(range.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, PART - 10, PART + 10));
    }

    @Test
    void aCopyIsUnderTheKeyItsTargetWants() {
        client.putObject(b -> kms(b).ssekmsKeyId("a"), RequestBody.fromString("hello"));

        client.copyObject(b ->
                b.sourceBucket(bucket).sourceKey("k").destinationBucket(bucket).destinationKey("plain"));
        var same = client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("k")
                .destinationBucket(bucket)
                .destinationKey("k")
                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                .ssekmsKeyId("b"));

        assertThat(same.ssekmsKeyId()).isEqualTo("b");
        assertThat(keyOf("k")).isEqualTo("b");
        assertThat(keyOf("plain")).isNull();
        for (var key : new String[] {"k", "plain"}) {
            assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String())
                    .isEqualTo("hello");
        }
    }

    @Test
    void policiesAskForTheKey() {
        client.putBucketPolicy(b -> b.bucket(bucket).policy("""
            {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
              "Resource": "arn:aws:s3:::%s/*",
              "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "a"}}}]}
            """.formatted(bucket)));

        client.putObject(b -> kms(b).ssekmsKeyId("a"), RequestBody.fromString("x"));
        assertError(
                () -> client.putObject(b -> kms(b).ssekmsKeyId("b"), RequestBody.fromString("x")), "AccessDenied", 403);
    }

    @Test
    void refusesWhatItDoesNotDo() {
        assertError(
                () -> client.putObject(
                        b -> b.bucket(bucket).key("k").serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE),
                        RequestBody.fromString("x")),
                "NotImplemented",
                501);
        assertError(
                () -> client.putObject(b -> kms(b).ssekmsEncryptionContext("e30="), RequestBody.fromString("x")),
                "NotImplemented",
                501);
        assertError(
                () -> client.putObject(b -> b.bucket(bucket).key("k").ssekmsKeyId("a"), RequestBody.fromString("x")),
                "InvalidArgument",
                400);
        assertError(
                () -> client.putObject(b -> kms(b).ssekmsKeyId("x".repeat(2_049)), RequestBody.fromString("x")),
                "InvalidArgument",
                400);
    }

    @Test
    void workloadsReadAndWriteUnderNamedKeys() throws IOException {
        encrypt(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID("jobs"));
        var objects = new TenantObjects(
                S3Settings.standard(LocalDoor.REGION),
                door.metadata(),
                door.segments(),
                new XorKeyWrap(),
                InstantSource.system(),
                new SecureRandom());
        var tenant = LocalDoor.OWNER.tenant();
        objects.put(tenant, bucket, "k", new ByteArrayInputStream(bytes(9_000)), "");

        assertThat(keyOf("k")).isEqualTo("jobs");
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asByteArray())
                .isEqualTo(bytes(9_000));
        try (var bytes = objects.open(tenant, bucket, "k", "").bytes()) {
            assertThat(bytes.readAllBytes()).isEqualTo(bytes(9_000));
        }
    }

    private PutObjectRequest.Builder kms(PutObjectRequest.Builder request) {
        return request.bucket(bucket).key("k").serverSideEncryption(ServerSideEncryption.AWS_KMS);
    }

    private String keyOf(String key) {
        return client.headObject(b -> b.bucket(bucket).key(key)).ssekmsKeyId();
    }

    private void encrypt(Consumer<ServerSideEncryptionByDefault.Builder> chosen) {
        client.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(
                        rule -> rule.applyServerSideEncryptionByDefault(chosen).bucketKeyEnabled(true))));
    }

    private CompletedPart part(String upload, int number, byte[] bytes) {
        var answer = client.uploadPart(
                b -> b.bucket(bucket).key("k").uploadId(upload).partNumber(number), RequestBody.fromBytes(bytes));
        return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
    }

    private static BucketKey bucketKey(int seed) {
        var secret = new byte[32];
        Arrays.fill(secret, (byte) seed);
        return BucketKey.of(secret);
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
