package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.gateway.store.Metadata;
import souk.sql.LogEntry;
import souk.sql.Row;
import souk.sql.Session;
import souk.sql.Sqlite;

/// A journal says everything about both databases: their statements give the same on a copy, row by row.
final class JournalReplayTest {
    private static final int STEPS = 800;
    private static final long ALL = 1L << 30;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void anEmptyDatabaseThatReplaysAllEntriesIsTheSameRowByRow(long seed) {
        try (var metadata = journaled("metadata", Metadata.MIGRATIONS);
                var market = journaled("market", Gateway.SCHEMA)) {
            var writes = new RandomWrites(metadata, market, new Random(seed));
            for (var i = 0; i < STEPS; i++) {
                writes.step();
            }

            assertThat(writes.failures()).isLessThan(STEPS / 20);
            assertSameAfterReplay(metadata, Metadata.MIGRATIONS);
            assertSameAfterReplay(market, Gateway.SCHEMA);
        }
    }

    @Test
    void aCopyThatFollowsStepByStepIsTheSameAtTheEnd() {
        try (var metadata = journaled("metadata", Metadata.MIGRATIONS);
                var market = journaled("market", Gateway.SCHEMA);
                var copy = Sqlite.openReplica(folder.resolve("copy.db"), Metadata.MIGRATIONS)) {
            var writes = new RandomWrites(metadata, market, new Random(4));
            for (var i = 0; i < STEPS / 4; i++) {
                writes.step();
                var at = copy.journal().head().sequence();
                copy.journal().replay(metadata.journal().after(at, ALL));
            }

            assertThat(dump(copy)).isEqualTo(dump(metadata));
        }
    }

    private void assertSameAfterReplay(Sqlite original, List<String> migrations) {
        var entries = original.journal().after(0, ALL).stream()
                .map(LogEntry::encode)
                .map(LogEntry::decode)
                .toList();
        assertThat(entries).hasSizeGreaterThan(STEPS / 20);
        try (var copy = Sqlite.openReplica(folder.resolve("copy" + entries.size() + ".db"), migrations)) {
            copy.journal().replay(entries);

            assertThat(dump(copy)).isEqualTo(dump(original));
        }
    }

    private Sqlite journaled(String name, List<String> migrations) {
        return Sqlite.openJournaled(folder.resolve(name + ".db"), migrations);
    }

    /// All rows of all tables, the counters of AUTOINCREMENT among them, in one order.
    private static TreeMap<String, List<String>> dump(Sqlite database) {
        return database.read(session -> {
            var tables = new TreeMap<String, List<String>>();
            session.list("SELECT name FROM sqlite_schema WHERE type = 'table'", row -> row.text("name"))
                    .forEach(table -> tables.put(table, rows(session, table)));
            return tables;
        });
    }

    private static List<String> rows(Session session, String table) {
        var columns = session.list("SELECT name FROM pragma_table_info(?)", row -> row.text("name"), table);
        return session
                .list(
                        "SELECT * FROM " + table,
                        row -> columns.stream().map(each -> value(row, each)).toList())
                .stream()
                .map(List::toString)
                .sorted()
                .toList();
    }

    private static String value(Row row, String column) {
        return column + "="
                + row.optionalBytes(column).map(HexFormat.of()::formatHex).orElse("null");
    }
}
