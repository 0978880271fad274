package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertRefused;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Writes and deletions on a condition, alone and in a race: what table formats commit by.
final class ConditionalWriteTest extends DoorTest {
    private static final int RACERS = 16;
    private static final int ROUNDS = 5;

    @Test
    void exactlyOneOfManyCreatesAnObject() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var key = "commit-" + round;

            var statuses = race(number -> () -> client.putObject(
                    b -> b.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString("racer " + number)));

            assertOneWon(statuses);
        }
    }

    @Test
    void exactlyOneOfManyReplacesTheSameVersion() throws Exception {
        var tag = put("table", "0");
        for (var round = 1; round <= ROUNDS; round++) {
            var current = tag;

            var statuses = race(number -> () -> client.putObject(
                    b -> b.bucket(bucket).key("table").ifMatch(current),
                    RequestBody.fromString(current + " " + number)));

            assertOneWon(statuses);
            tag = client.headObject(b -> b.bucket(bucket).key("table")).eTag();
            assertThat(tag).isNotEqualTo(current);
        }
    }

    @Test
    void exactlyOneOfManyUploadsIsCompleted() throws Exception {
        var uploads = IntStream.range(0, RACERS)
                .mapToObj(
                        _ -> client.createMultipartUpload(b -> b.bucket(bucket).key("big"))
                                .uploadId())
                .toList();
        var parts = uploads.stream().map(id -> part("big", id)).toList();

        var statuses = race(number -> () -> client.completeMultipartUpload(b -> b.bucket(bucket)
                .key("big")
                .uploadId(uploads.get(number))
                .ifNoneMatch("*")
                .multipartUpload(m -> m.parts(parts.get(number)))));

        assertOneWon(statuses);
    }

    @Test
    void aCopyKeepsToItsConditionToo() {
        put("from", "1");
        var tag = put("to", "2");

        assertRefused(
                () -> client.copyObject(b -> b.sourceBucket(bucket)
                        .sourceKey("from")
                        .destinationBucket(bucket)
                        .destinationKey("to")
                        .overrideConfiguration(o -> o.putHeader("If-None-Match", "*"))),
                "PreconditionFailed",
                412);
        client.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("from")
                .destinationBucket(bucket)
                .destinationKey("to")
                .overrideConfiguration(o -> o.putHeader("If-Match", tag)));

        assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("to")).asUtf8String())
                .isEqualTo("1");
    }

    @Test
    void deletesOnlyWhatItWasToldToDelete() {
        var tag = put("k", "1");

        assertRefused(
                () -> client.deleteObject(b -> b.bucket(bucket).key("k").ifMatch("\"other\"")),
                "PreconditionFailed",
                412);
        var many = client.deleteObjects(b -> b.bucket(bucket)
                .delete(d -> d.objects(List.of(
                        ObjectIdentifier.builder().key("k").eTag("other").build(),
                        ObjectIdentifier.builder().key("absent").eTag("other").build()))));
        assertThat(many.errors()).singleElement().satisfies(error -> {
            assertThat(error.key()).isEqualTo("k");
            assertThat(error.code()).isEqualTo("PreconditionFailed");
        });
        client.deleteObject(b -> b.bucket(bucket).key("k").ifMatchSize(1L).ifMatch(tag));
        client.deleteObject(b -> b.bucket(bucket).key("k").ifMatch(tag));
    }

    @Test
    void judgesADeletionByTheVersionItNames() {
        client.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        var first = client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("1"));
        var second = client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("2"));

        assertRefused(
                () -> client.deleteObject(b ->
                        b.bucket(bucket).key("k").versionId(first.versionId()).ifMatch(second.eTag())),
                "PreconditionFailed",
                412);
        assertRefused(
                () -> client.deleteObject(b ->
                        b.bucket(bucket).key("k").versionId(first.versionId()).ifMatchLastModifiedTime(Instant.EPOCH)),
                "PreconditionFailed",
                412);
        client.deleteObject(
                b -> b.bucket(bucket).key("k").versionId(first.versionId()).ifMatch(first.eTag()));

        assertThat(client.listObjectVersions(b -> b.bucket(bucket)).versions()).hasSize(1);
    }

    private interface Racer {
        Callable<?> number(int number);
    }

    /// What each racer was answered, all let go at once.
    private static List<Integer> race(Racer racer) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Integer>>();
            for (var i = 0; i < RACERS; i++) {
                var step = racer.number(i);
                answers.add(threads.submit(() -> {
                    start.await();
                    return status(step);
                }));
            }
            start.countDown();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        }
    }

    private static int status(Callable<?> step) throws Exception {
        try {
            step.call();
            return 200;
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }

    private static void assertOneWon(List<Integer> statuses) {
        assertThat(statuses).isSubsetOf(200, 409, 412).containsOnlyOnce(200);
    }

    private String put(String key, String text) {
        return client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text))
                .eTag();
    }

    private CompletedPart part(String key, String upload) {
        var tag = client.uploadPart(
                        b -> b.bucket(bucket).key(key).uploadId(upload).partNumber(1), RequestBody.fromString(upload))
                .eTag();
        return CompletedPart.builder().partNumber(1).eTag(tag).build();
    }
}
