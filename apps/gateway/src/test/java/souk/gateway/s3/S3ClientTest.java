package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import souk.gateway.store.Checksum;

/// The door through Amazon's own client, with the checksums it sends by default.
final class S3ClientTest extends DoorTest {
    private static final int PART = 5 << 20;

    @Test
    void givesBackAnObjectWithItsHeaders() {
        var bytes = bytes(100_000);
        client.putObject(
                b -> b.bucket(bucket)
                        .key("a/b c+ü&<>.txt")
                        .contentType("text/plain")
                        .cacheControl("no-cache")
                        .metadata(Map.of("colour", "blue")),
                RequestBody.fromBytes(bytes));

        var object = client.getObjectAsBytes(
                b -> b.bucket(bucket).key("a/b c+ü&<>.txt").checksumMode(ChecksumMode.ENABLED));

        assertThat(object.asByteArray()).isEqualTo(bytes);
        assertThat(object.response().contentType()).isEqualTo("text/plain");
        assertThat(object.response().cacheControl()).isEqualTo("no-cache");
        assertThat(object.response().contentEncoding()).isNull();
        assertThat(object.response().metadata()).containsEntry("colour", "blue");
        assertThat(object.response().checksumCRC32()).isNotEmpty();
        assertThat(client.headObject(b -> b.bucket(bucket).key("a/b c+ü&<>.txt"))
                        .contentLength())
                .isEqualTo(100_000);
    }

    @ParameterizedTest
    @CsvSource({"1, local", "4096, local", "4097, quorum", "1048575, quorum", "1048576, quorum", "3000000, quorum"})
    void keepsBodiesOfEverySizeAndSaysHowDurableTheyAre(int size, String durability) {
        var bytes = bytes(size);

        var put = client.putObject(b -> b.bucket(bucket).key("k" + size), RequestBody.fromBytes(bytes));

        assertThat(put.sdkHttpResponse().firstMatchingHeader("x-souk-durability"))
                .contains(durability);
        assertThat(content("k" + size)).isEqualTo(bytes);
        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("k" + size)
                .destinationBucket(bucket)
                .destinationKey("copy" + size));
        assertThat(content("copy" + size)).isEqualTo(bytes);
        client.deleteObject(b -> b.bucket(bucket).key("k" + size));
        assertThat(content("copy" + size)).isEqualTo(bytes);
    }

    @Test
    void storesASmallObjectAtTheProvidersWhenAskedTo() {
        var put = client.putObject(
                b -> b.bucket(bucket).key("k").overrideConfiguration(c -> c.putHeader("x-souk-durability", "quorum")),
                RequestBody.fromString("small"));

        assertThat(put.sdkHttpResponse().firstMatchingHeader("x-souk-durability"))
                .contains("quorum");
        assertThat(content("k")).asString().isEqualTo("small");
    }

    @Test
    void joinsPartsOfEverySizeClass() {
        var upload =
                client.createMultipartUpload(b -> b.bucket(bucket).key("k")).uploadId();
        var parts = List.of(bytes(PART), bytes(PART + 1), bytes(100));
        var done = IntStream.range(0, parts.size())
                .mapToObj(i -> {
                    var answer = client.uploadPart(
                            b -> b.bucket(bucket).key("k").uploadId(upload).partNumber(i + 1),
                            RequestBody.fromBytes(parts.get(i)));
                    return CompletedPart.builder()
                            .partNumber(i + 1)
                            .eTag(answer.eTag())
                            .build();
                })
                .toList();

        client.completeMultipartUpload(
                b -> b.bucket(bucket).key("k").uploadId(upload).multipartUpload(m -> m.parts(done)));

        var all = content("k");
        assertThat(all).hasSize(2 * PART + 101).endsWith(parts.get(2));
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k").range("bytes=-101"))
                        .asByteArray())
                .isEqualTo(Arrays.copyOfRange(all, 2 * PART, 2 * PART + 101));
    }

    private byte[] content(String key) {
        return client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray();
    }

    @Test
    void storesAnEmptyObject() {
        client.putObject(b -> b.bucket(bucket).key("empty/"), RequestBody.empty());

        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("empty/")).asByteArray())
                .isEmpty();
        assertThat(client.headObject(b -> b.bucket(bucket).key("empty/")).eTag())
                .isEqualTo("\"d41d8cd98f00b204e9800998ecf8427e\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "SHA1", "SHA256"})
    void verifiesAndReturnsEachChecksum(ChecksumAlgorithm algorithm) {
        client.putObject(
                b -> b.bucket(bucket).key("k").checksumAlgorithm(algorithm), RequestBody.fromString("123456789"));

        var head = client.headObject(b -> b.bucket(bucket).key("k").checksumMode(ChecksumMode.ENABLED));

        var values = Arrays.asList(head.checksumCRC32(), head.checksumSHA1(), head.checksumSHA256());
        assertThat(values).filteredOn(value -> value != null).hasSize(1);
        assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
    }

    @Test
    void readsRanges() {
        var bytes = bytes(10_000);
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes));

        var middle = client.getObjectAsBytes(b -> b.bucket(bucket).key("k").range("bytes=10-19"));
        var end = client.getObjectAsBytes(b -> b.bucket(bucket).key("k").range("bytes=-5"));

        assertThat(middle.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
        assertThat(middle.response().contentRange()).isEqualTo("bytes 10-19/10000");
        assertThat(end.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 9_995, 10_000));
        assertError(() -> client.getObject(b -> b.bucket(bucket).key("k").range("bytes=10000-")), "InvalidRange", 416);
    }

    @Test
    void listsInByteOrderPageByPageWithCommonPrefixes() {
        var keys = List.of("foo+1/bar", "foo/bar/x", "foo/bar/y", "quux ab/thud", "z", "ä/1", "\uFF5E", "😀");
        keys.forEach(key -> client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key)));

        var all = client.listObjectsV2Paginator(b -> b.bucket(bucket).maxKeys(3)).contents().stream()
                .map(S3Object::key)
                .toList();
        var prefixes =
                client
                        .listObjectsV2Paginator(
                                b -> b.bucket(bucket).delimiter("/").maxKeys(1))
                        .commonPrefixes()
                        .stream()
                        .map(CommonPrefix::prefix)
                        .toList();
        var inner = client.listObjectsV2(b -> b.bucket(bucket).prefix("foo/").delimiter("/"));
        var old = client.listObjects(b -> b.bucket(bucket).delimiter("/").marker("foo/"));

        assertThat(all).isEqualTo(keys);
        assertThat(prefixes).containsExactly("foo+1/", "foo/", "quux ab/", "ä/");
        assertThat(inner.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("foo/bar/");
        assertThat(old.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("quux ab/", "ä/");
    }

    @Test
    void pagesThroughManyKeys() {
        IntStream.range(0, 300)
                .forEach(i ->
                        client.putObject(b -> b.bucket(bucket).key("k%03d".formatted(i)), RequestBody.fromString("x")));

        var keys = client.listObjectsV2Paginator(b -> b.bucket(bucket).maxKeys(7)).contents().stream()
                .map(S3Object::key)
                .toList();

        assertThat(keys).hasSize(300).isSorted().doesNotHaveDuplicates();
        assertThat(client.listObjectsV2(b -> b.bucket(bucket).startAfter("k298"))
                        .contents())
                .hasSize(1);
    }

    @Test
    void uploadsInParts() {
        var bytes = bytes(2 * PART + 17);
        var id = client.createMultipartUpload(b -> b.bucket(bucket).key("big").contentType("x/y"))
                .uploadId();
        var parts = List.of(
                part(id, 1, Arrays.copyOfRange(bytes, 0, PART)),
                part(id, 5, Arrays.copyOfRange(bytes, PART, 2 * PART)),
                part(id, 9, Arrays.copyOfRange(bytes, 2 * PART, bytes.length)));
        assertThat(client.listParts(b -> b.bucket(bucket).key("big").uploadId(id))
                        .parts())
                .hasSize(3);
        assertThat(client.listMultipartUploads(b -> b.bucket(bucket)).uploads()).hasSize(1);

        var done = complete(id, parts);
        var again = complete(id, parts);

        assertThat(done).endsWith("-3\"").isEqualTo(again);
        var object = client.getObjectAsBytes(b -> b.bucket(bucket).key("big"));
        assertThat(object.asByteArray()).isEqualTo(bytes);
        assertThat(object.response().contentType()).isEqualTo("x/y");
        var second = client.getObjectAsBytes(b -> b.bucket(bucket).key("big").partNumber(2));
        assertThat(second.response().partsCount()).isEqualTo(3);
        assertThat(second.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, PART, 2 * PART));
        assertThat(client.listMultipartUploads(b -> b.bucket(bucket)).uploads()).isEmpty();
    }

    @Test
    void combinesTheChecksumsOfParts() {
        var bytes = bytes(PART + 1000);
        var whole = RunningChecksum.of(Checksum.Algorithm.CRC32);
        whole.update(bytes, 0, bytes.length);
        var id = client.createMultipartUpload(b -> b.bucket(bucket)
                        .key("big")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(ChecksumType.FULL_OBJECT))
                .uploadId();
        var parts = List.of(
                part(id, 1, Arrays.copyOfRange(bytes, 0, PART)),
                part(id, 2, Arrays.copyOfRange(bytes, PART, bytes.length)));

        complete(id, parts);

        var head = client.headObject(b -> b.bucket(bucket).key("big").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumCRC32()).isEqualTo(ChecksumHeaders.base64(whole.value()));
        assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
    }

    @Test
    void refusesWrongCompletions() {
        var id = client.createMultipartUpload(b -> b.bucket(bucket).key("big")).uploadId();
        var small = List.of(part(id, 1, bytes(10)), part(id, 2, bytes(10)));
        var unknown = List.of(CompletedPart.builder().partNumber(3).eTag("x").build());

        assertError(() -> complete(id, small), "EntityTooSmall", 400);
        assertError(() -> complete(id, small.reversed()), "InvalidPartOrder", 400);
        assertError(() -> complete(id, unknown), "InvalidPart", 400);
        client.abortMultipartUpload(b -> b.bucket(bucket).key("big").uploadId(id));
        assertError(() -> complete(id, small), "NoSuchUpload", 404);
        assertThat(door.collectGarbage(() -> Instant.now().plusSeconds(1))).isEqualTo(2);
    }

    @Test
    void copiesObjectsAndParts() {
        var bytes = bytes(PART + 5);
        client.putObject(b -> b.bucket(bucket).key("from ü+").metadata(Map.of("a", "1")), RequestBody.fromBytes(bytes));

        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("from ü+")
                .destinationBucket(bucket)
                .destinationKey("to"));
        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("to")
                .destinationBucket(bucket)
                .destinationKey("to")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("b", "2")));

        var copy = client.getObjectAsBytes(b -> b.bucket(bucket).key("to"));
        assertThat(copy.asByteArray()).isEqualTo(bytes);
        assertThat(copy.response().metadata()).containsOnlyKeys("b");
        assertError(
                () -> client.copyObject(b -> b.sourceBucket(bucket)
                        .sourceKey("to")
                        .destinationBucket(bucket)
                        .destinationKey("to")),
                "InvalidRequest",
                400);
        var id =
                client.createMultipartUpload(b -> b.bucket(bucket).key("parts")).uploadId();
        var part = client.uploadPartCopy(b -> b.sourceBucket(bucket)
                .sourceKey("from ü+")
                .copySourceRange("bytes=5-9")
                .destinationBucket(bucket)
                .destinationKey("parts")
                .uploadId(id)
                .partNumber(1));
        client.completeMultipartUpload(b -> b.bucket(bucket)
                .key("parts")
                .uploadId(id)
                .multipartUpload(m -> m.parts(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(part.copyPartResult().eTag())
                        .build())));
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("parts")).asByteArray())
                .isEqualTo(Arrays.copyOfRange(bytes, 5, 10));
    }

    @Test
    void keepsVersions() {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("before"));
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        var first = client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("one"))
                .versionId();
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("two"));
        var marker = client.deleteObject(b -> b.bucket(bucket).key("k"));

        assertThat(marker.deleteMarker()).isTrue();
        assertThatThrownBy(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("k")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k").versionId(first))
                        .asUtf8String())
                .isEqualTo("one");
        var versions = client.listObjectVersionsPaginator(b -> b.bucket(bucket).maxKeys(1));
        assertThat(versions.versions().stream()).hasSize(3);
        assertThat(versions.deleteMarkers().stream()).hasSize(1);
        client.deleteObject(b -> b.bucket(bucket).key("k").versionId(marker.versionId()));
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("two");
        assertError(() -> client.deleteBucket(b -> b.bucket(bucket)), "BucketNotEmpty", 409);
    }

    @Test
    void deletesManyAtOnce() {
        List.of("a", "b", "c")
                .forEach(key -> client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key)));

        var result = client.deleteObjects(b -> b.bucket(bucket)
                .delete(d -> d.objects(List.of(
                        ObjectIdentifier.builder().key("a").build(),
                        ObjectIdentifier.builder().key("b").build(),
                        ObjectIdentifier.builder().key("absent").build()))));

        assertThat(result.deleted()).hasSize(3);
        assertThat(client.listObjectsV2(b -> b.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly("c");
    }

    @Test
    void writesOnConditions() {
        var tag = client.putObject(b -> b.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("1"))
                .eTag();

        assertError(
                () -> client.putObject(b -> b.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("2")),
                "", // this client drops the document of an answer that comes before its body is sent
                412);
        assertError(
                () -> client.putObject(b -> b.bucket(bucket).key("k").ifMatch("other"), RequestBody.fromString("2")),
                "", // this client drops the document of an answer that comes before its body is sent
                412);
        client.putObject(b -> b.bucket(bucket).key("k").ifMatch(tag), RequestBody.fromString("2"));
        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("2");
        assertError(() -> client.getObject(b -> b.bucket(bucket).key("k").ifNoneMatch("*")), "", 304);
    }

    @Test
    void keepsTenantsApart() {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("mine"));
        try (var stranger = SdkClients.of(door, LocalDoor.STRANGER);
                var second = SdkClients.of(door, LocalDoor.SECOND)) {
            assertError(() -> stranger.getObject(b -> b.bucket(bucket).key("k")), "AccessDenied", 403);
            assertError(() -> stranger.listObjectsV2(b -> b.bucket(bucket)), "AccessDenied", 403);
            assertError(() -> stranger.createBucket(b -> b.bucket(bucket)), "BucketAlreadyExists", 409);
            assertThat(stranger.listBuckets().buckets()).isEmpty();
            assertThat(second.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
                    .isEqualTo("mine");
            second.createBucket(b -> b.bucket(bucket));
        }
    }

    @Test
    void tellsTheClientWhenTheNetworkIsDown() {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(10_000)));
        door.segments().down(true);
        try {
            for (int size : new int[] {10_000, 2_000_000}) {
                assertError(
                        () -> client.putObject(b -> b.bucket(bucket).key("l"), RequestBody.fromBytes(bytes(size))),
                        "ServiceUnavailable",
                        503);
            }
            assertError(() -> client.getObject(b -> b.bucket(bucket).key("k")), "ServiceUnavailable", 503);
            assertThatThrownBy(() -> client.getObject(b -> b.bucket(bucket).key("k")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.awsErrorDetails()
                                            .sdkHttpResponse()
                                            .firstMatchingHeader("Retry-After"))
                                    .contains("1"));
        } finally {
            door.segments().down(false);
        }
        assertThat(client.listObjectsV2(b -> b.bucket(bucket)).contents()).hasSize(1);
    }

    @Test
    void releasesTheSegmentsOfReplacedObjects() throws Exception {
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(10_000)));
        var before = door.segments().count();
        client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(bytes(20_000)));

        door.collectGarbage(InstantSource.system());
        var stillThere = door.segments().count();
        // The pack becomes garbage when the object in it is collected.
        door.collectGarbage(() -> Instant.now().plus(Duration.ofHours(1)));
        door.collectGarbage(() -> Instant.now().plus(Duration.ofHours(1)));

        assertThat(stillThere).isGreaterThanOrEqualTo(before + 1);
        assertThat(door.segments().count()).isLessThanOrEqualTo(before);
        assertThat(content("k")).isEqualTo(bytes(20_000));
    }

    @Test
    void answersWhatIsNotThereWithTheRightCodes() {
        assertError(() -> client.getBucketPolicy(b -> b.bucket(bucket)), "NoSuchBucketPolicy", 404);
        assertError(() -> client.getBucketTagging(b -> b.bucket(bucket)), "NoSuchTagSet", 404);
        assertError(() -> client.getObjectTorrent(b -> b.bucket(bucket).key("k")), "NotImplemented", 501);
        assertError(() -> client.getObject(b -> b.bucket("no-such-bucket").key("k")), "NoSuchBucket", 404);
        assertThat(client.getBucketAcl(b -> b.bucket(bucket)).grants()).hasSize(1);
        assertThat(client.getBucketLocation(b -> b.bucket(bucket)).locationConstraintAsString())
                .isIn("", null);
        assertThat(client.headBucket(b -> b.bucket(bucket)).bucketRegion()).isEqualTo(LocalDoor.REGION);
    }

    private CompletedPart part(String upload, int number, byte[] bytes) {
        var tag = client.uploadPart(
                        b -> b.bucket(bucket).key("big").uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(bytes))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private String complete(String upload, List<CompletedPart> parts) {
        return client.completeMultipartUpload(
                        b -> b.bucket(bucket).key("big").uploadId(upload).multipartUpload(m -> m.parts(parts)))
                .eTag();
    }

    private static void assertError(Runnable action, String code, int status) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
            if (!code.isEmpty()) {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            }
        });
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(11).nextBytes(bytes);
        return bytes;
    }
}
