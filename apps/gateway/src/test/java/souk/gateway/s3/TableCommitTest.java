package souk.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Commits as table formats make them without a catalog, by many writers at once: each version is somebody's, none
/// is lost, none is written twice.
final class TableCommitTest {
    private static final int WRITERS = 6;
    private static final int COMMITS = 8;
    private static final String BUCKET = "tables";

    @TempDir
    private Path folder;

    private LocalDoor door;
    private S3Client s3;

    @BeforeEach
    void open() {
        door = LocalDoor.open(folder);
        var credentials = LocalDoor.OWNER.credentials();
        s3 = S3Client.builder()
                .endpointOverride(door.uri())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        s3.createBucket(it -> it.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        s3.close();
        door.close();
    }

    /// Delta's log: the next number is taken with `If-None-Match: *`.
    @Test
    void eachVersionOfALogHasOneWriter() throws InterruptedException {
        var commits = together(this::appendToLog);

        var keys = s3.listObjectsV2(it -> it.bucket(BUCKET).prefix("_delta_log/")).contents().stream()
                .map(it -> it.key())
                .toList();
        assertThat(commits).hasSize(WRITERS * COMMITS).doesNotHaveDuplicates();
        assertThat(keys).hasSize(WRITERS * COMMITS);
        var contents = keys.stream()
                .map(key ->
                        s3.getObjectAsBytes(it -> it.bucket(BUCKET).key(key)).asUtf8String())
                .toList();
        assertThat(contents).containsExactlyInAnyOrderElementsOf(commits);
    }

    /// Iceberg's pointer: the current metadata is replaced with `If-Match`.
    @Test
    void noCommitOverwritesAnother() throws InterruptedException {
        s3.putObject(it -> it.bucket(BUCKET).key("pointer"), RequestBody.fromString(""));

        var commits = together(this::movePointer);

        var chain = s3.getObjectAsBytes(it -> it.bucket(BUCKET).key("pointer"))
                .asUtf8String()
                .lines()
                .toList();
        assertThat(chain).containsExactlyInAnyOrderElementsOf(commits);
    }

    private interface Commit {
        void run(String id);
    }

    private static List<String> together(Commit commit) throws InterruptedException {
        var done = Collections.synchronizedList(new ArrayList<String>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < WRITERS; writer++) {
                var name = "writer-" + writer;
                threads.submit(() -> {
                    for (int number = 0; number < COMMITS; number++) {
                        var id = name + "/" + number;
                        commit.run(id);
                        done.add(id);
                    }
                });
            }
        }
        return List.copyOf(done);
    }

    private void appendToLog(String id) {
        for (int version = 0; ; version++) {
            var key = "_delta_log/%020d.json".formatted(version);
            try {
                s3.putObject(it -> it.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString(id));
                return;
            } catch (S3Exception e) {
                assertThat(e.statusCode()).isIn(409, 412);
                if (e.statusCode() == 409) {
                    version--;
                }
            }
        }
    }

    private void movePointer(String id) {
        while (true) {
            var current = s3.getObjectAsBytes(it -> it.bucket(BUCKET).key("pointer"));
            var tag = current.response().eTag();
            try {
                s3.putObject(
                        it -> it.bucket(BUCKET).key("pointer").ifMatch(tag),
                        RequestBody.fromString(current.asUtf8String() + id + "\n"));
                return;
            } catch (S3Exception e) {
                assertThat(e.statusCode()).isIn(409, 412);
            }
        }
    }
}
