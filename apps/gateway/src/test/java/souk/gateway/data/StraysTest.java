package souk.gateway.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.gateway.store.Bucket;
import souk.gateway.store.BucketName;
import souk.gateway.store.Metadata;
import souk.gateway.store.Piece;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.StoredBody;
import souk.gateway.store.TenantId;
import souk.sdk.storage.SegmentManifest;
import souk.sql.Sqlite;

final class StraysTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final LeaseId LEASE = new LeaseId("0x" + "11".repeat(32));
    /// More than one page of the metadata store.
    private static final int RECORDED = 510;

    @Test
    void releasesWhatACrashLeftAndNothingElse(@TempDir Path folder) {
        try (var database = Sqlite.open(
                        folder.resolve("market.db"), List.of(SqliteShardBook.SCHEMA, SqlitePlacements.SCHEMA));
                var metadata = Metadata.open(folder.resolve("gateway.db"))) {
            var book = new SqliteShardBook(database);
            var bucket = metadata.buckets()
                    .create(new BucketName("bucket"), new TenantId("owner"), "us-east-1", new byte[] {1}, NOW)
                    .bucket();
            var stray = segment(0);
            book.add(stray, NOW, false);
            var recorded = IntStream.rangeClosed(1, RECORDED)
                    .mapToObj(StraysTest::segment)
                    .toList();
            recorded.forEach(segment -> book.add(segment, NOW, false));
            record(metadata, bucket, recorded);
            var strays = Strays.suspectedIn(book);
            var stillUploading = segment(RECORDED + 1);
            book.add(stillUploading, NOW, false);

            assertThat(strays.release(metadata.bodies())).isEqualTo(1);

            assertThat(book.segments())
                    .hasSize(RECORDED + 1)
                    .contains(stillUploading.id())
                    .doesNotContain(stray.id());
            assertThat(Strays.suspectedIn(book).release(metadata.bodies())).isEqualTo(1);
        }
    }

    private static void record(Metadata metadata, Bucket bucket, List<SegmentManifest> segments) {
        var references = segments.stream()
                .<Piece>map(segment -> new Piece.Stored(new SegmentRef(segment.encode(), segment.length())))
                .toList();
        var size = references.stream().mapToLong(Piece::length).sum();
        metadata.bodies().plan(bucket.id(), new StoredBody(OptionalLong.empty(), references, size), "the next one");
    }

    private static SegmentManifest segment(int number) {
        var id = new Digest("0x%064x".formatted(number + 1));
        return new SegmentManifest(id, 1, 1, 10, 1024, "00", List.of(new SegmentManifest.Shard(0, LEASE, id)));
    }
}
