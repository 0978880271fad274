package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static souk.gateway.s3.SdkClients.assertError;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.S3Object;
import souk.gateway.store.XorKeyWrap;

/// Access logs of buckets, in the format of Amazon's.
final class AccessLogsTest extends DoorTest {
    private String logs;

    @BeforeEach
    void createTarget() {
        logs = bucket + "-logs";
        client.createBucket(b -> b.bucket(logs));
    }

    @Test
    void writesEachRequestDownAsAmazonDoes() throws IOException, InterruptedException {
        log(e -> e.targetPrefix("log/"));
        client.putObject(b -> b.bucket(bucket).key("a b"), RequestBody.fromString("hello"));
        client.getObjectAsBytes(b -> b.bucket(bucket).key("a b").range("bytes=1-2"));
        assertError(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("none")), "NoSuchKey", 404);
        client.listObjectsV2(b -> b.bucket(bucket));
        var raw = new RawClient(door.uri());
        raw.send(
                raw.request("GET", "/" + bucket + "/a%20b", "X-Amz-Signature=secret")
                        .with("User-Agent", "a \"quoted\" one"),
                new byte[0]);

        // Those above, and two for the bucket and its setting.
        var lines = delivered(7, "log/");

        assertThat(lines)
                .allSatisfy(line -> assertThat(line)
                        .matches("acme " + bucket
                                + " \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000] 127\\.0\\.0\\.1 .*"));
        assertThat(line(lines, "REST.PUT.OBJECT"))
                .contains(
                        " acme ",
                        " a%20b ",
                        "\"PUT /" + bucket + "/a%20b HTTP/1.1\" 200 - - 5 ",
                        " SigV4 - AuthHeader ");
        assertThat(line(lines, "REST.GET.OBJECT")).contains(" 206 - 2 5 ");
        assertThat(lines).anySatisfy(line -> assertThat(line).contains(" 404 NoSuchKey "));
        assertThat(line(lines, "REST.GET.BUCKET")).contains(" 200 ");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("X-Amz-Signature=- HTTP/1.1\" 400 AuthorizationQueryParametersError")
                        .contains("\"a %22quoted%22 one\""));
        assertThat(String.join("", lines)).doesNotContain("secret");
    }

    @Test
    void keysTellOwnerRegionBucketAndDayIfAsked() throws InterruptedException {
        log(e -> e.targetPrefix("p/")
                .targetObjectKeyFormat(
                        f -> f.partitionedPrefix(p -> p.partitionDateSource(PartitionDateSource.DELIVERY_TIME))));
        client.listObjectsV2(b -> b.bucket(bucket));
        deliver(3);

        assertThat(client.listObjectsV2(b -> b.bucket(logs)).contents())
                .extracting(S3Object::key)
                .singleElement()
                .asString()
                .matches("p/acme/us-east-1/" + bucket
                        + "/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-[0-9A-F]{16}");
        var shown = client.getBucketLogging(b -> b.bucket(bucket)).loggingEnabled();
        assertThat(shown.targetBucket()).isEqualTo(logs);
        assertThat(shown.targetObjectKeyFormat().partitionedPrefix().partitionDateSource())
                .isEqualTo(PartitionDateSource.DELIVERY_TIME);
    }

    @Test
    void writesNothingOnceItIsTurnedOff() throws InterruptedException {
        log(e -> e.targetPrefix(""));
        client.putBucketLogging(b -> b.bucket(bucket).bucketLoggingStatus(s -> {}));
        client.listObjectsV2(b -> b.bucket(bucket));
        deliver(4);

        assertThat(client.listObjectsV2(b -> b.bucket(logs)).contents()).isEmpty();
        assertThat(client.getBucketLogging(b -> b.bucket(bucket)).loggingEnabled())
                .isNull();
    }

    @Test
    void writesOnlyIntoBucketsOfTheSameOwner() {
        try (var stranger = SdkClients.of(door, LocalDoor.STRANGER)) {
            stranger.createBucket(b -> b.bucket(bucket + "-foreign"));
        }

        for (var target : List.of(bucket + "-foreign", bucket + "-absent", "NOT A BUCKET")) {
            assertError(() -> log(e -> e.targetBucket(target).targetPrefix("")), "InvalidTargetBucketForLogging", 400);
        }
    }

    @Test
    void waitsForMoreLinesBeforeItWrites() throws InterruptedException {
        log(e -> e.targetPrefix(""));
        var now = new AtomicReference<>(Instant.EPOCH.plusSeconds(100));
        var objects = new TenantObjects(
                S3Settings.standard(LocalDoor.REGION),
                door.metadata(),
                door.segments(),
                new XorKeyWrap(),
                now::get,
                new SecureRandom());
        var waiting = new AccessLogs(door.metadata(), objects, now::get, new SecureRandom());
        var request = door.served(bucket, 2).getLast();

        waiting.served(request);
        waiting.step();
        assertThat(client.listObjectsV2(b -> b.bucket(logs)).contents()).isEmpty();
        now.updateAndGet(time -> time.plus(AccessLogs.PATIENCE).plus(Duration.ofMillis(1)));
        waiting.step();

        assertThat(client.listObjectsV2(b -> b.bucket(logs)).contents()).hasSize(1);
        waiting.step();
        assertThat(client.listObjectsV2(b -> b.bucket(logs)).contents()).hasSize(1);
    }

    private void log(Consumer<LoggingEnabled.Builder> wanted) {
        client.putBucketLogging(b ->
                b.bucket(bucket).bucketLoggingStatus(s -> s.loggingEnabled(e -> wanted.accept(e.targetBucket(logs)))));
    }

    private void deliver(int requests) throws InterruptedException {
        door.served(bucket, requests);
        door.deliverLogs();
    }

    private List<String> delivered(int requests, String prefix) throws InterruptedException {
        deliver(requests);
        return client.listObjectsV2(b -> b.bucket(logs)).contents().stream()
                .peek(object -> assertThat(object.key()).startsWith(prefix))
                .flatMap(object -> client.getObjectAsBytes(b -> b.bucket(logs).key(object.key()))
                        .asString(UTF_8)
                        .lines())
                .toList();
    }

    private static String line(List<String> lines, String operation) {
        return lines.stream()
                .filter(line -> line.contains(" " + operation + " "))
                .findFirst()
                .orElseThrow();
    }
}
