package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertRefused;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/// SSE-C: objects under keys that only their clients have.
final class CustomerKeyTest extends DoorTest {
    private static final int PART = 5 << 20;
    private static final Key KEY = Key.of(1);
    private static final Key OTHER = Key.of(2);

    private record Key(String base64, String md5) {
        static Key of(int seed) {
            var secret = bytes(seed, 32);
            return new Key(encode(secret), encode(digest(secret)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 50_000, 3 << 20})
    void needsItsKeyForEveryRead(int size) {
        var bytes = bytes(3, size);
        var put = client.putObject(
                b -> b.bucket(bucket)
                        .key("k")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(KEY.base64)
                        .sseCustomerKeyMD5(KEY.md5),
                RequestBody.fromBytes(bytes));

        assertThat(put.sseCustomerKeyMD5()).isEqualTo(KEY.md5);
        assertThat(put.serverSideEncryption()).isNull();
        assertThat(put.eTag())
                .as("tells nothing of the bytes")
                .isNotEqualTo("\"" + HexFormat.of().formatHex(digest(bytes)) + "\"");
        var got = client.getObjectAsBytes(b -> with(b, KEY));
        assertThat(got.asByteArray()).isEqualTo(bytes);
        assertThat(got.response().sseCustomerAlgorithm()).isEqualTo("AES256");
        assertThat(got.response().eTag()).isEqualTo(put.eTag());
        assertRefused(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("k")), "InvalidRequest", 400);
        assertRefused(() -> client.getObjectAsBytes(b -> with(b, OTHER)), "AccessDenied", 403);
        assertRefused(() -> client.headObject(b -> b.bucket(bucket).key("k")), 400);
    }

    @Test
    void readsRangesOfAnUploadInParts() {
        var upload = client.createMultipartUpload(b -> b.bucket(bucket)
                .key("k")
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(KEY.base64)
                .sseCustomerKeyMD5(KEY.md5));
        var bytes = bytes(4, PART + 1_000);
        assertRefused(() -> part(upload.uploadId(), 1, bytes, 0, PART, OTHER), 400);
        var parts = new CompletedPart[] {
            part(upload.uploadId(), 1, bytes, 0, PART, KEY), part(upload.uploadId(), 2, bytes, PART, 1_000, KEY)
        };
        client.completeMultipartUpload(
                b -> b.bucket(bucket).key("k").uploadId(upload.uploadId()).multipartUpload(m -> m.parts(parts)));

        var range = client.getObjectAsBytes(b -> with(b, KEY).range("bytes=" + (PART - 10) + "-" + (PART + 9)));

        assertThat(range.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, PART - 10, PART + 10));
    }

    @Test
    void isCopiedFromOneKeyToAnotherAndToNone() {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("hello"));
        assertRefused(() -> client.getObjectAsBytes(b -> with(b, KEY)), "InvalidRequest", 400);

        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("k")
                .destinationBucket(bucket)
                .destinationKey("k")
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(KEY.base64)
                .sseCustomerKeyMD5(KEY.md5));
        assertThat(client.getObjectAsBytes(b -> with(b, KEY)).asUtf8String()).isEqualTo("hello");
        assertRefused(
                () -> client.copyObject(b -> b.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("plain")),
                "InvalidRequest",
                400);

        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("k")
                .destinationBucket(bucket)
                .destinationKey("plain")
                .copySourceSSECustomerAlgorithm("AES256")
                .copySourceSSECustomerKey(KEY.base64)
                .copySourceSSECustomerKeyMD5(KEY.md5)
                .metadataDirective(MetadataDirective.COPY));
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("plain")).asUtf8String())
                .isEqualTo("hello");
    }

    @Test
    void refusesHalfAKey() {
        assertRefused(
                () -> client.putObject(
                        b -> b.bucket(bucket)
                                .key("k")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(KEY.base64)
                                .sseCustomerKeyMD5(OTHER.md5),
                        RequestBody.fromString("x")),
                400);
        assertRefused(
                () -> client.putObject(
                        b -> b.bucket(bucket).key("k").sseCustomerAlgorithm("AES256"), RequestBody.fromString("x")),
                400);
        assertThat(client.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
    }

    private GetObjectRequest.Builder with(GetObjectRequest.Builder request, Key key) {
        return request.bucket(bucket)
                .key("k")
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(key.base64)
                .sseCustomerKeyMD5(key.md5);
    }

    private CompletedPart part(String upload, int number, byte[] bytes, int from, int count, Key key) {
        var answer = client.uploadPart(
                b -> b.bucket(bucket)
                        .key("k")
                        .uploadId(upload)
                        .partNumber(number)
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(key.base64)
                        .sseCustomerKeyMD5(key.md5),
                RequestBody.fromBytes(Arrays.copyOfRange(bytes, from, from + count)));
        return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
    }

    private static byte[] bytes(int seed, int count) {
        var bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
