package souk.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersTest {
    private static final TenantId TENANT = new TenantId("owner");
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    private Path folder;

    private Metadata metadata;
    private Bucket bucket;

    @BeforeEach
    void open() {
        metadata = Metadata.open(folder.resolve("metadata.db"));
        metadata.buckets().create(new BucketName("bucket"), TENANT, "us-east-1", new byte[] {1}, NOW);
        bucket = metadata.buckets().find(new BucketName("bucket")).orElseThrow();
    }

    @AfterEach
    void close() {
        metadata.close();
    }

    @Test
    void countsFourLevels() {
        assertThat(Folders.of("a")).isEmpty();
        assertThat(Folders.of("/a")).isEqualTo("/");
        assertThat(Folders.of("a/b/c/d/e/f")).isEqualTo("a/b/c/d/");
    }

    @Test
    void followsWhatComesAndGoes() {
        put("a/1", 10);
        put("a/2", 20);
        put("b/x/3", 5);
        put("a/2", 7);

        assertThat(metadata.folders().largest(TENANT, 9))
                .containsExactly(new Folders.Weight(bucket.id(), "a/", 17), new Folders.Weight(bucket.id(), "b/x/", 5));
        assertThat(metadata.folders().buckets(TENANT)).containsExactly(new Folders.Weight(bucket.id(), "", 22));

        delete("a/1");
        delete("a/2");
        delete("a/2");
        assertThat(metadata.folders().largest(TENANT, 9)).containsExactly(new Folders.Weight(bucket.id(), "b/x/", 5));
    }

    @Test
    void inlineBytesAreNotCounted() {
        var body = StoredBody.empty().with(new Piece.Inline(new byte[40], 8));
        put("a/1", body);

        assertThat(metadata.folders().largest(TENANT, 9)).isEmpty();
        delete("a/1");
        assertThat(metadata.folders().largest(TENANT, 9)).isEmpty();
    }

    @Test
    void objectsFromBeforeAreCountedOnce() {
        put("a/1", 10_000);
        put("a/2", 20_000);
        metadata.database().write(session -> {
            session.update("DELETE FROM folder");
            return session.update("UPDATE object SET billed = NULL");
        });

        delete("a/1");
        while (metadata.folders().countOld(1)) {
            assertThat(metadata.folders().largest(TENANT, 9)).isNotEmpty();
        }

        assertThat(metadata.folders().largest(TENANT, 9))
                .containsExactly(new Folders.Weight(bucket.id(), "a/", 20_000));
        delete("a/2");
        assertThat(metadata.folders().largest(TENANT, 9)).isEmpty();
    }

    private void put(String key, long size) {
        put(
                key,
                new StoredBody(
                        OptionalLong.empty(), List.of(new Piece.Stored(new SegmentRef("s" + key + size, size))), size));
    }

    private void put(String key, StoredBody body) {
        var object = new NewObject(
                new ObjectKey(key),
                "v",
                body,
                "etag",
                ObjectHeaders.none(),
                new Checksum(Checksum.Algorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA=="),
                ObjectLock.NONE,
                Ownership.privateTo(TENANT),
                Tags.none(),
                NOW);
        metadata.objects().put(bucket.id(), object, new WriteCondition.Always());
    }

    private void delete(String key) {
        var request = new Objects.DeleteRequest(
                new ObjectKey(key), Optional.empty(), "marker", DeleteCondition.ALWAYS, false);
        metadata.objects().delete(bucket.id(), List.of(request), NOW);
    }
}
