package souk.gateway.s3;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;

/// One door and its owner's client for all tests of a class, and for each test a bucket of its own.
@TestInstance(Lifecycle.PER_CLASS)
abstract class DoorTest {
    LocalDoor door;
    S3Client client;
    String bucket;

    private int buckets;

    @BeforeAll
    void open(@TempDir Path folder) {
        door = LocalDoor.open(folder);
        client = SdkClients.of(door, LocalDoor.OWNER);
    }

    @AfterAll
    void close() {
        client.close();
        door.close();
    }

    @BeforeEach
    void createBucket() {
        bucket = "test-" + buckets++;
        client.createBucket(b -> describe(b.bucket(bucket)));
    }

    /// Adds what is special about the buckets of a class.
    void describe(CreateBucketRequest.Builder ordinary) {}
}
