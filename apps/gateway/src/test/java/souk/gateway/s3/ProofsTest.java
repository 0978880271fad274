package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import souk.core.merkle.ObjectTree;
import souk.core.merkle.SpanHasher;
import souk.core.merkle.SpanRoot;
import souk.core.value.Digest;
import souk.sdk.object.S3Ranges;
import souk.sdk.object.UnprovenException;
import souk.sdk.object.VerifiedRead;
import souk.trust.sigv4.SigV4;

/// Objects of every kind, read by a client that believes only their roots.
final class ProofsTest extends DoorTest {
    @Test
    void everyRangeOfInlinePackedAndLargeObjectsIsProven() throws IOException {
        var random = new Random(7);
        for (int size : new int[] {0, 1, 1_024, 4_096, 4_097, 300_000, 1 << 20, (1 << 20) + 1, (3 << 20) + 77}) {
            var bytes = bytes(size, size);
            var root = root(client.putObject(b -> b.bucket(bucket).key("k" + size), RequestBody.fromBytes(bytes)));

            assertThat(root).isEqualTo(rootOf(List.of(bytes)));
            assertThat(read("k" + size, root, 0, Long.MAX_VALUE)).isEqualTo(bytes);
            for (int i = 0; i < 12 && size > 0; i++) {
                int from = random.nextInt(size);
                int to = from + 1 + random.nextInt(size - from);
                assertThat(read("k" + size, root, from, to)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
            }
        }
    }

    @Test
    void anObjectOfPartsIsProvenAcrossThem() throws IOException {
        var parts = List.of(bytes((5 << 20) + 1, 1), bytes((6 << 20) + 500, 2), bytes(3, 3));
        var root = upload("mpu", parts);

        assertThat(root).isEqualTo(rootOf(parts));
        var whole = join(parts);
        assertThat(read("mpu", root, 0, Long.MAX_VALUE)).isEqualTo(whole);
        int first = parts.getFirst().length;
        for (int[] range : new int[][] {
            {first - 1, first + 1}, {first, first + 10}, {whole.length - 4, whole.length}, {100, whole.length - 1}
        }) {
            assertThat(read("mpu", root, range[0], range[1])).isEqualTo(Arrays.copyOfRange(whole, range[0], range[1]));
        }
    }

    @Test
    void aCopyHasTheRootOfItsBytes() throws IOException {
        var parts = List.of(bytes(5 << 20, 1), bytes(70_000, 2));
        upload("mpu", parts);

        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("mpu")
                .destinationBucket(bucket)
                .destinationKey("copy"));

        var whole = join(parts);
        var root = head("copy");
        assertThat(root).isEqualTo(rootOf(List.of(whole)));
        assertThat(read("copy", root, 5, whole.length)).isEqualTo(Arrays.copyOfRange(whole, 5, whole.length));
    }

    @Test
    void anotherVersionIsNotTakenForTheOneWithTheRoot() throws IOException {
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        var old = client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(50_000, 1)));
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(50_000, 2)));

        assertThatThrownBy(() -> read("k", root(old), 0, Long.MAX_VALUE)).isInstanceOf(UnprovenException.class);
        try (var ranges = ranges("k", Optional.of(old.versionId()))) {
            assertThat(VerifiedRead.whole(ranges, root(old)).readAllBytes()).isEqualTo(bytes(50_000, 1));
        }
    }

    @Test
    void anObjectFromBeforeRootsSaysThatNothingProvesIt() {
        client.putObject(b -> b.bucket(bucket).key("old"), RequestBody.fromBytes(bytes(5_000, 1)));
        door.metadata().database().write(session -> session.update("UPDATE object SET root = NULL"));

        assertThatThrownBy(() -> read("old", ObjectTree.EMPTY, 0, 10)).hasMessageContaining("before roots were kept");
        assertThat(client.headObject(b -> b.bucket(bucket).key("old"))
                        .sdkHttpResponse()
                        .firstMatchingHeader("x-souk-root"))
                .isEmpty();
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("old")).asByteArray())
                .isEqualTo(bytes(5_000, 1));
    }

    @Test
    void attributesTellRootAndWhereTheBytesAre() throws Exception {
        var put = client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(100, 1)));

        var raw = new RawClient(door.uri());
        var request = raw.request("GET", "/" + bucket + "/k", "attributes")
                .with("x-amz-object-attributes", "SoukRoot,SoukHealth");
        var document = raw.send(raw.sign(request, SigV4.UNSIGNED_PAYLOAD).request(), new byte[0])
                .body();

        assertThat(document)
                .contains("<SoukRoot>" + root(put).hex() + "</SoukRoot>")
                .contains("<SoukHealth><Durability>local</Durability></SoukHealth>");
    }

    private byte[] read(String key, Digest root, long from, long to) throws IOException {
        try (var ranges = ranges(key, Optional.empty());
                var read = VerifiedRead.range(ranges, root, from, to)) {
            return read.readAllBytes();
        }
    }

    private S3Ranges ranges(String key, Optional<String> version) {
        return new S3Ranges(door.uri(), LocalDoor.OWNER.credentials(), bucket, key, version, InstantSource.system());
    }

    private Digest upload(String key, List<byte[]> parts) {
        var id = client.createMultipartUpload(b -> b.bucket(bucket).key(key)).uploadId();
        List<CompletedPart> done = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int number = 2 * i + 1;
            var tag = client.uploadPart(
                            b -> b.bucket(bucket).key(key).uploadId(id).partNumber(number),
                            RequestBody.fromBytes(parts.get(i)))
                    .eTag();
            done.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return root(client.completeMultipartUpload(
                b -> b.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(done))));
    }

    private Digest head(String key) {
        return root(client.headObject(b -> b.bucket(bucket).key(key)));
    }

    private static Digest root(SdkResponse answer) {
        return new Digest(((software.amazon.awssdk.awscore.AwsResponse) answer)
                .sdkHttpResponse()
                .firstMatchingHeader("x-souk-root")
                .orElseThrow());
    }

    private static Digest rootOf(List<byte[]> parts) {
        return ObjectTree.root(parts.stream()
                .filter(part -> part.length > 0)
                .map(part -> new SpanHasher().append(part, 0, part.length).span())
                .map(span -> new SpanRoot(span.length(), span.root()))
                .toList());
    }

    private static byte[] join(List<byte[]> parts) {
        var joined = new java.io.ByteArrayOutputStream();
        parts.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static byte[] bytes(int size, long seed) {
        var bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
