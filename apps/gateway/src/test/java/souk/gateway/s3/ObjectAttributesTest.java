package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertRefused;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;

/// What an object and its uploads say of themselves, through Amazon's own client.
final class ObjectAttributesTest {
    private static final String BUCKET = "attributes";
    private static final int PART = 5 << 20;

    @TempDir
    private Path folder;

    private LocalDoor door;
    private S3Client client;

    @BeforeEach
    void open() {
        door = LocalDoor.open(folder);
        client = SdkClients.of(door, LocalDoor.OWNER);
        client.createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        client.close();
        door.close();
    }

    @Test
    void tellsWhatItWasAskedFor() {
        var tag = client.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString("hello"))
                .eTag();

        var all = client.getObjectAttributes(b -> b.bucket(BUCKET)
                .key("k")
                .objectAttributes(
                        ObjectAttributes.E_TAG,
                        ObjectAttributes.CHECKSUM,
                        ObjectAttributes.OBJECT_PARTS,
                        ObjectAttributes.STORAGE_CLASS,
                        ObjectAttributes.OBJECT_SIZE));
        var size = client.getObjectAttributes(
                b -> b.bucket(BUCKET).key("k").objectAttributes(ObjectAttributes.OBJECT_SIZE));

        assertThat("\"" + all.eTag() + "\"").isEqualTo(tag);
        assertThat(all.objectSize()).isEqualTo(5);
        assertThat(all.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(all.checksum().checksumCRC32()).isNotEmpty();
        assertThat(all.objectParts()).isNull();
        assertThat(size.objectSize()).isEqualTo(5);
        assertThat(size.eTag()).isNull();
        assertRefused(
                () -> client.getObjectAttributes(
                        b -> b.bucket(BUCKET).key("absent").objectAttributes(ObjectAttributes.E_TAG)),
                "NoSuchKey",
                404);
        assertRefused(
                () -> client.getObjectAttributes(b -> b.bucket(BUCKET).key("k").objectAttributesWithStrings("Colour")),
                "InvalidArgument",
                400);
    }

    @Test
    void listsThePartsPageByPageWithTheirChecksums() {
        var id = client.createMultipartUpload(b -> b.bucket(BUCKET)
                        .key("big")
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .checksumType(ChecksumType.COMPOSITE))
                .uploadId();
        var parts = new ArrayList<CompletedPart>();
        for (var number = 1; number <= 3; number++) {
            parts.add(part(id, number, number < 3 ? PART : 7));
        }
        client.completeMultipartUpload(
                b -> b.bucket(BUCKET).key("big").uploadId(id).multipartUpload(m -> m.parts(parts)));

        var page = client.getObjectAttributes(b -> b.bucket(BUCKET)
                        .key("big")
                        .maxParts(1)
                        .partNumberMarker(1)
                        .objectAttributes(ObjectAttributes.OBJECT_PARTS))
                .objectParts();

        assertThat(page.totalPartsCount()).isEqualTo(3);
        assertThat(page.isTruncated()).isTrue();
        assertThat(page.nextPartNumberMarker()).isEqualTo(2);
        assertThat(page.parts()).singleElement().satisfies(part -> {
            assertThat(part.partNumber()).isEqualTo(2);
            assertThat(part.size()).isEqualTo(PART);
            assertThat(part.checksumSHA256()).isEqualTo(parts.get(1).checksumSHA256());
        });
        var second =
                client.headObject(b -> b.bucket(BUCKET).key("big").partNumber(2).checksumMode(ChecksumMode.ENABLED));
        assertThat(second.checksumSHA256()).isEqualTo(parts.get(1).checksumSHA256());
    }

    @Test
    void rollsUploadsUpUnderADelimiter() {
        for (var key : new String[] {"a/1", "a/2", "b", "c/1", "d d"}) {
            client.createMultipartUpload(b -> b.bucket(BUCKET).key(key));
        }

        var first =
                client.listMultipartUploads(b -> b.bucket(BUCKET).delimiter("/").maxUploads(2));
        var rest = client.listMultipartUploads(b -> b.bucket(BUCKET)
                .delimiter("/")
                .keyMarker(first.nextKeyMarker())
                .uploadIdMarker(first.nextUploadIdMarker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/");
        assertThat(first.uploads()).extracting(upload -> upload.key()).containsExactly("b");
        assertThat(rest.isTruncated()).isFalse();
        assertThat(rest.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("c/");
        assertThat(rest.uploads()).extracting(upload -> upload.key()).containsExactly("d d");
    }

    @Test
    void aBucketCanGoWithUploadsUnderWay() {
        var id = client.createMultipartUpload(b -> b.bucket(BUCKET).key("big")).uploadId();
        part(id, 1, 10);

        client.deleteBucket(b -> b.bucket(BUCKET));

        assertRefused(() -> client.listMultipartUploads(b -> b.bucket(BUCKET)), "NoSuchBucket", 404);
        assertThat(door.collectGarbage(() -> java.time.Instant.now().plusSeconds(1)))
                .isEqualTo(1);
    }

    private CompletedPart part(String upload, int number, int size) {
        var bytes = new byte[size];
        new Random(number).nextBytes(bytes);
        var stored = client.uploadPart(
                b -> b.bucket(BUCKET)
                        .key("big")
                        .uploadId(upload)
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromBytes(bytes));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(stored.eTag())
                .checksumSHA256(stored.checksumSHA256())
                .build();
    }
}
