package souk.gateway.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.SegmentManifest.Shard;
import souk.sql.Sqlite;

final class SqlitePlacementsTest {
    private static final LeaseId HERE = new LeaseId("0x" + "11".repeat(32));
    private static final LeaseId THERE = new LeaseId("0x" + "22".repeat(32));
    private static final Instant EXPIRY = Instant.ofEpochSecond(2_000_000_000);
    private static final Shard ZERO = new Shard(0, HERE, digest("a0"));
    private static final Shard ONE = new Shard(1, THERE, digest("a1"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void movesShardsAndInventoriesInOneStep() {
        try (var database = open()) {
            var book = new SqliteShardBook(database);
            var placements = new SqlitePlacements(database);
            book.add(segment("aa"), EXPIRY, true);
            var moved = new Shard(0, THERE, ZERO.root());

            assertThat(placements.move(digest("aa"), List.of(ZERO), List.of(moved), EXPIRY))
                    .isTrue();

            var placed = placements.find(digest("aa")).orElseThrow();
            assertThat(placed.shards()).containsExactly(moved, ONE);
            assertThat(placed.countries()).isTrue();
            assertThat(book.wanted(HERE)).isEmpty();
            assertThat(book.wanted(THERE)).hasSize(2);
        }
    }

    @Test
    void movesNothingOfWhatIsNotThereAnyMore() {
        try (var database = open()) {
            var book = new SqliteShardBook(database);
            var placements = new SqlitePlacements(database);
            book.add(segment("aa"), EXPIRY, false);
            var elsewhere = new Shard(0, THERE, digest("b0"));

            assertThat(placements.move(digest("aa"), List.of(elsewhere), List.of(elsewhere), EXPIRY))
                    .isFalse();
            book.release(Set.of(digest("aa")));
            assertThat(placements.move(digest("aa"), List.of(), List.of(elsewhere), EXPIRY))
                    .isFalse();

            assertThat(book.wanted(HERE)).isEmpty();
            assertThat(book.wanted(THERE)).isEmpty();
        }
    }

    @Test
    void walksThroughAllSegmentsAndThoseUnderALease() {
        try (var database = open()) {
            var book = new SqliteShardBook(database);
            var placements = new SqlitePlacements(database);
            for (var id : List.of("aa", "bb", "cc")) {
                book.add(segment(id), EXPIRY, false);
            }
            placements.lost(THERE, Set.of(ONE.root()));

            assertThat(placements.after(digest("aa"), 10))
                    .extracting(PlacedSegment::id)
                    .containsExactly(digest("bb"), digest("cc"));
            assertThat(placements.after(Digest.ZERO, 2)).hasSize(2);
            assertThat(placements.under(HERE, Digest.ZERO, 10)).hasSize(3);
            assertThat(placements.under(THERE, Digest.ZERO, 10)).isEmpty();
        }
    }

    /// A folder of the version before placements were kept: the shards are there, and nothing says where
    /// which is.
    @Test
    void adoptsWhatEarlierVersionsStored() {
        try (var old = Sqlite.open(folder.resolve("book.db"), List.of(SqliteShardBook.SCHEMA))) {
            old.write(session -> {
                for (var shard : List.of(ZERO, ONE)) {
                    session.update(
                            "INSERT INTO shard VALUES (?, ?, ?, ?, ?)",
                            digest("aa").bytes(),
                            shard.lease().bytes(),
                            shard.root().bytes(),
                            2_048,
                            EXPIRY.getEpochSecond());
                }
                return true;
            });
        }
        try (var database = open()) {
            var placements = new SqlitePlacements(database);
            assertThat(placements.find(digest("aa"))).isEmpty();

            placements.adopt(segment("aa"));
            placements.adopt(segment("bb"));

            assertThat(placements.find(digest("aa")).orElseThrow().shards()).containsExactly(ZERO, ONE);
            // Released before it could be adopted.
            assertThat(placements.find(digest("bb"))).isEmpty();
        }
    }

    private Sqlite open() {
        return Sqlite.open(
                folder.resolve("book.db"),
                List.of(SqliteShardBook.SCHEMA, SqlitePlacements.SCHEMA, RepairGrants.SCHEMA));
    }

    private static SegmentManifest segment(String id) {
        return new SegmentManifest(digest(id), 1, 3, 4_000, 2_048, "00", List.of(ZERO, ONE));
    }

    private static Digest digest(String octet) {
        return new Digest("0x" + octet.repeat(32));
    }
}
