package souk.gateway.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.sql.Sqlite;

final class SqliteShardBookTest extends ShardBookContract {
    @TempDir
    private Path folder = Path.of("");

    private Optional<Sqlite> database = Optional.empty();

    @AfterEach
    void close() {
        database.ifPresent(Sqlite::close);
        database = Optional.empty();
    }

    @Override
    SqliteShardBook reopened() {
        close();
        database = Optional.of(Sqlite.open(
                folder.resolve("book.db"),
                List.of(SqliteShardBook.SCHEMA, SqlitePlacements.SCHEMA, RepairGrants.SCHEMA)));
        return new SqliteShardBook(database.get());
    }

    @Test
    void forgetsRootsOfEpochsLongPast() {
        var book = reopened();
        var signature = new Signature("0x" + "01".repeat(64) + "1b");
        var lease = new LeaseId("0x" + "11".repeat(32));
        for (long epoch : new long[] {10, 11, 12 + SqliteShardBook.KEPT_EPOCHS}) {
            book.propose(root(epoch, 1, List.of(entry("a1"))), List.of(entry("a1")));
            book.commit(lease, signature);
        }

        assertTrue(book.root(lease, 10).isEmpty());
        assertEquals(1, book.roots(12 + SqliteShardBook.KEPT_EPOCHS).size());
    }
}
