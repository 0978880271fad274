package souk.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteTest {
    private static final String FIRST = """
            CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, body BLOB);
            CREATE INDEX item_name ON item(name);
            """;

    @TempDir
    private Path folder;

    private Sqlite database;

    @BeforeEach
    void open() {
        database = Sqlite.open(folder.resolve("t.db"), List.of(FIRST));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void readsWhatWasWritten() {
        database.write(
                s -> s.update("INSERT INTO item(name, body) VALUES (?, ?)", "a", Optional.of(new byte[] {1, 2})));
        database.write(s -> s.update("INSERT INTO item(name, body) VALUES (?, ?)", Optional.empty(), new byte[0]));

        var names = database.read(s -> s.list("SELECT name FROM item ORDER BY id", r -> r.optionalText("name")));
        var body = database.read(s -> s.first("SELECT body FROM item WHERE name = ?", r -> r.bytes("body"), "a"));

        assertThat(names).containsExactly(Optional.of("a"), Optional.empty());
        assertThat(body.orElseThrow()).containsExactly(1, 2);
    }

    @Test
    void aFailingWorkIsRolledBackAndItsExceptionReachesTheCaller() {
        assertThatThrownBy(() -> database.write(s -> {
                    s.update("INSERT INTO item(name) VALUES ('gone')");
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(count()).isZero();
    }

    @Test
    void concurrentWritersLoseNothingWhenSomeFail() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 400).<Callable<Integer>>mapToObj(i -> () -> insertUnlessMultipleOfFour(i));
            for (var future : executor.invokeAll(tasks.toList())) {
                future.get();
            }
        }

        assertThat(count()).isEqualTo(300);
    }

    private int insertUnlessMultipleOfFour(int i) {
        try {
            return database.write(s -> {
                var rows = s.update("INSERT INTO item(name) VALUES (?)", "n" + i);
                if (i % 4 == 0) {
                    throw new IllegalArgumentException("multiple of four");
                }
                return rows;
            });
        } catch (IllegalArgumentException expected) {
            return 0;
        }
    }

    @Test
    void readersCannotWrite() {
        assertThatThrownBy(() -> database.read(s -> s.update("DELETE FROM item")))
                .isInstanceOf(SqliteException.class);
    }

    @Test
    void refusesAWriteInsideAWrite() {
        assertThatThrownBy(() -> database.write(s -> database.write(t -> 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void appliesOnlyNewMigrationsOnReopen() {
        database.write(s -> s.update("INSERT INTO item(name) VALUES ('kept')"));
        database.close();

        database = Sqlite.open(folder.resolve("t.db"), List.of(FIRST, "ALTER TABLE item ADD COLUMN size INTEGER"));

        var sizes = database.read(s -> s.list("SELECT size FROM item", r -> r.optionalNumber("size")));
        assertThat(sizes).containsExactly(OptionalLong.empty());
    }

    @Test
    void aFailingMigrationLeavesItsVersionUnapplied() {
        database.close();

        assertThatThrownBy(() ->
                        Sqlite.open(folder.resolve("t.db"), List.of(FIRST, "CREATE TABLE extra(a); SELECT nothing;")))
                .isInstanceOf(SqliteException.class);

        database = Sqlite.open(folder.resolve("t.db"), List.of(FIRST, "CREATE TABLE extra(a)"));
        assertThat(database.<Long>read(s -> s.first("SELECT count(*) AS n FROM extra", r -> r.number("n"))
                        .orElseThrow()))
                .isZero();
    }

    @Test
    void refusesASchemaFromTheFuture() {
        database.close();

        assertThatThrownBy(() -> Sqlite.open(folder.resolve("t.db"), List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWorkAfterClose() {
        database.close();

        assertThatThrownBy(() -> database.write(s -> 1)).isInstanceOf(IllegalStateException.class);
    }

    private long count() {
        return database.<Long>read(s ->
                s.first("SELECT count(*) AS n FROM item", r -> r.number("n")).orElseThrow());
    }
}
