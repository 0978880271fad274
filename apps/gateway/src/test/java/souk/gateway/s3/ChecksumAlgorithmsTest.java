package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import souk.gateway.store.Checksum.Algorithm;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SignableRequest;

/// Every checksum of S3, also those that the SDK of these tests does not know yet.
final class ChecksumAlgorithmsTest extends DoorTest {
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void judgesTheBodyAndTellsTheChecksumAgain(Algorithm algorithm) throws IOException {
        var value = ChecksumHeaders.base64(value(algorithm, HELLO));
        var header = ChecksumHeaders.header(algorithm);

        var put = send(put(header, value), HELLO);
        var wrong = send(put(header, ChecksumHeaders.base64(value(algorithm, new byte[1]))), HELLO);
        var cut = send(put(header, "aGVsbG8h"), HELLO);

        assertThat(put.status()).as(put.toString()).isEqualTo(200);
        assertThat(header(put, header)).isEqualTo(value);
        assertThat(wrong.code()).isEqualTo("BadDigest");
        assertThat(cut.code()).isEqualTo("InvalidRequest");
        var head = send(request("HEAD", "").with("x-amz-checksum-mode", "ENABLED"), new byte[0]);
        assertThat(header(head, header)).isEqualTo(value);
        assertThat(header(head, "x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void anUploadInPartsHasTheChecksumItBeganWith(Algorithm algorithm) throws IOException {
        var begun = send(
                request("POST", "uploads=")
                        .with("Content-Length", "0")
                        .with("x-amz-checksum-algorithm", algorithm.name()),
                new byte[0]);

        assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
        var id = begun.body().replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        var part = client.uploadPart(
                b -> b.bucket(bucket).key("k").uploadId(id).partNumber(1), RequestBody.fromBytes(HELLO));
        client.completeMultipartUpload(b -> b.bucket(bucket)
                .key("k")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(part.eTag()))));
        var head = send(request("HEAD", "").with("x-amz-checksum-mode", "ENABLED"), new byte[0]);
        var one = value(algorithm, HELLO);
        var expected = algorithm == Algorithm.CRC64NVME
                ? ChecksumHeaders.base64(one)
                : ChecksumHeaders.base64(value(algorithm, one)) + "-1";
        assertThat(header(head, ChecksumHeaders.header(algorithm))).isEqualTo(expected);
    }

    /// As the client of MinIO writes it.
    @Test
    void takesACompositeChecksumWithoutTheNumberOfParts() {
        var id = client.createMultipartUpload(
                        b -> b.bucket(bucket).key("k").checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
                .uploadId();
        var part = client.uploadPart(
                b -> b.bucket(bucket).key("k").uploadId(id).partNumber(1).checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
                RequestBody.fromBytes(HELLO));
        var composite = ChecksumHeaders.base64(value(Algorithm.CRC32C, value(Algorithm.CRC32C, HELLO)));
        var parts = CompletedPart.builder().partNumber(1).eTag(part.eTag()).build();

        SdkClients.assertRefused(
                () -> client.completeMultipartUpload(b -> b.bucket(bucket)
                        .key("k")
                        .uploadId(id)
                        .checksumCRC32C("AAAAAA==")
                        .multipartUpload(m -> m.parts(parts))),
                "BadDigest",
                400);
        var done = client.completeMultipartUpload(b ->
                b.bucket(bucket).key("k").uploadId(id).checksumCRC32C(composite).multipartUpload(m -> m.parts(parts)));

        assertThat(done.checksumCRC32C()).isEqualTo(composite + "-1");
    }

    private SignableRequest put(String header, String value) {
        return request("PUT", "")
                .with("Content-Length", Integer.toString(HELLO.length))
                .with(header, value);
    }

    private SignableRequest request(String method, String query) {
        return raw().request(method, "/" + bucket + "/k", query);
    }

    private RawClient.Answer send(SignableRequest request, byte[] body) throws IOException {
        return raw().send(raw().sign(request, SigV4.UNSIGNED_PAYLOAD).request(), body);
    }

    private RawClient raw() {
        return new RawClient(door.uri());
    }

    private static String header(RawClient.Answer answer, String name) {
        return answer.head()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    private static byte[] value(Algorithm algorithm, byte[] bytes) {
        var checksum = RunningChecksum.of(algorithm);
        checksum.update(bytes, 0, bytes.length);
        return checksum.value();
    }
}
