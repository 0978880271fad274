package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import souk.trust.sigv4.Percent;
import souk.trust.sigv4.SignableRequest;

/// Requests signed by the version before, as older clients do it.
final class SignatureVersion2Test extends DoorTest {
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    @Test
    void takesTheHeader() throws IOException {
        var put = put("hello", HttpDates.format(Instant.now()));
        var answer = raw().send(signed(put, "PUT\n\ntext/plain\n%s\nx-amz-meta-a:b\n/%s/k"), HELLO);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("hello");
    }

    /// The addresses of buckets in hosts, and what of the query counts.
    @Test
    void signsTheBucketOfTheHostAndTheSubresources() throws IOException {
        var date = HttpDates.format(Instant.now());
        var list = new SignableRequest("GET", "/", "versions=&prefix=k", List.of())
                .with("Host", bucket + ".door.test")
                .with("Date", date);

        var answer = raw().send(signed(list, "GET\n\n\n%s\n/%s/?versions"), new byte[0]);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body()).contains("<Prefix>k</Prefix>");
    }

    /// As boto writes it.
    @Test
    void takesASlashBehindTheBucketInTheSignatureAlone() throws IOException {
        var head = raw().request("HEAD", "/" + bucket, "").with("Date", HttpDates.format(Instant.now()));

        assertThat(raw().send(signed(head, "HEAD\n\n\n%s\n/%s/"), new byte[0]).status())
                .isEqualTo(200);
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("not k/"));
        var object = raw().request("HEAD", "/" + bucket + "/k", "").with("Date", HttpDates.format(Instant.now()));
        assertThat(raw().send(signed(object, "HEAD\n\n\n%s\n/%s/k/"), new byte[0])
                        .status())
                .isEqualTo(403);
    }

    @Test
    void takesAPresignedAddressUntilItsTime() throws IOException {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("hello"));
        var later = Instant.now().plusSeconds(100).getEpochSecond();

        assertThat(presigned(later, later).body()).isEqualTo("hello");
        assertThat(presigned(later + 1, later).code()).isEqualTo("SignatureDoesNotMatch");
        var before = Instant.now().minusSeconds(100).getEpochSecond();
        assertThat(presigned(before, before).code()).isEqualTo("AccessDenied");
    }

    @Test
    void refusesWhatWasNotSigned() throws IOException {
        var signed =
                signed(put("hello", HttpDates.format(Instant.now())), "PUT\n\ntext/plain\n%s\nx-amz-meta-a:b\n/%s/k");

        assertThat(raw().send(signed.with("x-amz-acl", "public-read"), HELLO).code())
                .isEqualTo("SignatureDoesNotMatch");
        var old = put("hello", HttpDates.format(Instant.now().minusSeconds(1_000)));
        assertThat(raw().send(signed(old, "PUT\n\ntext/plain\n%s\nx-amz-meta-a:b\n/%s/k"), HELLO)
                        .code())
                .isEqualTo("RequestTimeTooSkewed");
        assertThat(raw().send(put("hello", "yesterday").with("Authorization", "AWS AKOWNER:x"), HELLO)
                        .code())
                .isEqualTo("AccessDenied");
        assertThat(raw().send(put("hello", "").with("Authorization", "AWS HAHAHA"), HELLO)
                        .code())
                .isEqualTo("InvalidArgument");
    }

    @Test
    void policiesCanRuleItOut() throws IOException {
        client.putBucketPolicy(b -> b.bucket(bucket).policy("""
            {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
              "Resource": "arn:aws:s3:::%s/*",
              "Condition": {"StringNotEquals": {"s3:signatureversion": "AWS4-HMAC-SHA256"}}}]}
            """.formatted(bucket)));
        var put = put("hello", HttpDates.format(Instant.now()));

        var answer = raw().send(signed(put, "PUT\n\ntext/plain\n%s\nx-amz-meta-a:b\n/%s/k"), HELLO);

        assertThat(answer.code()).isEqualTo("AccessDenied");
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("hello"));
    }

    private SignableRequest put(String body, String date) {
        return raw().request("PUT", "/" + bucket + "/k", "")
                .with("Content-Length", Integer.toString(body.length()))
                .with("Content-Type", "text/plain")
                .with("x-amz-meta-a", "b")
                .with("Date", date);
    }

    private RawClient.Answer presigned(long expires, long signed) throws IOException {
        var signature = sign("GET\n\n\n" + signed + "\n/" + bucket + "/k");
        var query = "AWSAccessKeyId=AKOWNER&Expires=" + expires + "&Signature=" + Percent.encode(signature);
        return raw().send(raw().request("GET", "/" + bucket + "/k", query), new byte[0]);
    }

    private SignableRequest signed(SignableRequest request, String text) {
        var date = request.header("date").orElse("");
        return request.with("Authorization", "AWS AKOWNER:" + sign(text.formatted(date, bucket)));
    }

    private RawClient raw() {
        return new RawClient(door.uri());
    }

    private static String sign(String text) {
        try {
            var secret = LocalDoor.OWNER.credentials().secretKey().getBytes(UTF_8);
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
