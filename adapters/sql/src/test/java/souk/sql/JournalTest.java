package souk.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private static final String ITEM = "CREATE TABLE item(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);";
    private static final String SIZE = "ALTER TABLE item ADD COLUMN size INTEGER NOT NULL DEFAULT 5;";
    private static final String INSERT = "INSERT INTO item(name) VALUES (?) ON CONFLICT DO NOTHING";
    private static final long ALL = 1L << 20;

    @TempDir
    private Path folder;

    private final List<Sqlite> copies = new ArrayList<>();
    private Sqlite database;

    @BeforeEach
    void open() {
        database = Sqlite.openJournaled(folder.resolve("t.db"), List.of(ITEM));
    }

    @AfterEach
    void close() {
        database.close();
        copies.forEach(Sqlite::close);
    }

    @Test
    void aCopyThatReplaysTheEntriesIsTheSame() {
        add("a");
        add("a");
        add("b");
        database.write(s -> s.first("INSERT INTO item(name) VALUES ('c') RETURNING id", row -> row.number("id")));
        database.write(s -> s.update("DELETE FROM item WHERE name = ?", "b"));
        add("d");

        var copy = replica("copy.db", List.of(ITEM));
        copy.journal().replay(database.journal().after(0, ALL));

        assertThat(rows(copy)).isEqualTo(rows(database)).hasSize(3);
        assertThat(copy.journal().head()).isEqualTo(database.journal().head());
    }

    @Test
    void worksThatFailedOrOnlyReadAreNotInIt() {
        assertThatThrownBy(() -> database.write(s -> {
                    s.update(INSERT, "gone");
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        database.write(s -> s.list("SELECT name FROM item", row -> row.text("name")));
        database.write(s -> s.update("DELETE FROM item WHERE name = ?", "none"));

        assertThat(database.journal().head().sequence()).isZero();
    }

    @Test
    void concurrentWritersOfWhichSomeFailLeaveAReplayableJournal() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 400)
                    .<Callable<Boolean>>mapToObj(i -> () -> attempt(i))
                    .toList();
            for (var future : executor.invokeAll(tasks)) {
                future.get();
            }
        }

        var copy = replica("copy.db", List.of(ITEM));
        copy.journal().replay(database.journal().after(0, ALL));

        assertThat(rows(copy)).isEqualTo(rows(database)).hasSize(300);
    }

    private boolean attempt(int i) {
        try {
            return database.write(s -> {
                s.update(INSERT, "n" + i);
                if (i % 4 == 0) {
                    throw new IllegalArgumentException("multiple of four");
                }
                return true;
            });
        } catch (IllegalArgumentException expected) {
            return false;
        }
    }

    @Test
    void theJournalGoesOnWhereItWasAfterARestart() {
        add("a");
        database.close();
        database = Sqlite.openJournaled(folder.resolve("t.db"), List.of(ITEM));
        add("b");

        var entries = database.journal().after(0, ALL);

        assertThat(entries).extracting(LogEntry::sequence).containsExactly(1L, 2L);
        assertThat(entries.getLast().previous()).isEqualTo(entries.getFirst().digest());
    }

    @Test
    void replayingAgainChangesNothing() {
        add("a");
        var entries = database.journal().after(0, ALL);
        var copy = replica("copy.db", List.of(ITEM));

        copy.journal().replay(entries);
        copy.journal().replay(entries);

        assertThat(rows(copy)).isEqualTo(rows(database));
    }

    @Test
    void refusesEntriesThatDoNotFollow() {
        add("a");
        add("b");
        var second = database.journal().after(1, ALL);
        var copy = replica("copy.db", List.of(ITEM));

        assertThatThrownBy(() -> copy.journal().replay(second)).isInstanceOf(IllegalArgumentException.class);

        var other = Sqlite.openJournaled(folder.resolve("other.db"), List.of(ITEM));
        copies.add(other);
        other.write(s -> s.update(INSERT, "x"));
        assertThatThrownBy(() -> other.journal().replay(second)).isInstanceOf(IllegalArgumentException.class);
        assertThat(rows(other)).hasSize(1);
    }

    @Test
    void theSchemaOfACopyRisesWhereItRoseInTheOriginal() {
        add("a");
        database.close();
        database = Sqlite.openJournaled(folder.resolve("t.db"), List.of(ITEM, SIZE));
        database.write(s -> s.update("INSERT INTO item VALUES (NULL, ?, ?)", "b", 9));

        var copy = replica("copy.db", List.of(ITEM, SIZE));
        copy.journal().replay(database.journal().after(0, ALL));
        var old = replica("old.db", List.of(ITEM));

        assertThat(rows(copy)).isEqualTo(rows(database)).hasSize(2);
        assertThatThrownBy(() -> old.journal().replay(database.journal().after(0, ALL)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFollowerHearsOfNewEntries() throws Exception {
        assertThat(database.journal().await(0, Duration.ZERO)).isFalse();

        var writer = Thread.startVirtualThread(() -> add("a"));

        assertThat(database.journal().await(0, Duration.ofMinutes(1))).isTrue();
        writer.join();
    }

    @Test
    void forgottenEntriesAreGoneAndTheOldestGoWhenNobodyForgets() {
        var small = Sqlite.openJournaled(folder.resolve("small.db"), List.of(ITEM), 1_000);
        copies.add(small);
        for (var i = 0; i < 50; i++) {
            var name = "n" + i;
            small.write(s -> s.update(INSERT, name));
        }
        add("a");
        add("b");
        database.journal().forget(1);

        assertThat(small.journal().after(0, ALL)).isEmpty();
        assertThat(small.journal().after(49, ALL)).hasSize(1);
        assertThat(database.journal().after(0, ALL)).isEmpty();
        assertThat(database.journal().after(1, ALL)).hasSize(1);
    }

    @Test
    void aCopyOfTheFileFollowsFromWhereItWasTaken() {
        add("a");
        database.copyTo(folder.resolve("copied.db"));
        add("b");

        var copy = replica("copied.db", List.of(ITEM));
        assertThat(copy.journal().head().sequence()).isEqualTo(1);
        copy.journal().replay(database.journal().after(1, ALL));

        assertThat(rows(copy)).isEqualTo(rows(database)).hasSize(2);
    }

    @Test
    void dataFromBeforeTheJournalIsMissedByFollowersFromTheStart() {
        try (var plain = Sqlite.open(folder.resolve("old.db"), List.of(ITEM))) {
            plain.write(s -> s.update(INSERT, "a"));
        }
        var journaled = Sqlite.openJournaled(folder.resolve("old.db"), List.of(ITEM));
        copies.add(journaled);
        journaled.write(s -> s.update(INSERT, "b"));

        assertThat(journaled.journal().after(0, ALL)).isEmpty();
        assertThat(journaled.journal().head().sequence()).isEqualTo(2);
    }

    @Test
    void aCommitThatChangesMuchIsFollowedByAnother() throws Exception {
        var text = "x".repeat(Journal.FULL_BYTES / 4);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 24)
                    .<Callable<Integer>>mapToObj(i -> () -> database.write(s -> s.update(INSERT, i + text)))
                    .toList();
            for (var future : executor.invokeAll(tasks)) {
                future.get();
            }
        }

        assertThat(rows(database)).hasSize(24);
        assertThat(database.journal().head().sequence()).isGreaterThanOrEqualTo(24 / 5);
    }

    private void add(String name) {
        database.write(s -> s.update(INSERT, name));
    }

    private Sqlite replica(String name, List<String> migrations) {
        var replica = Sqlite.openReplica(folder.resolve(name), migrations);
        copies.add(replica);
        return replica;
    }

    private static List<String> rows(Sqlite database) {
        return database.read(s -> s.list("SELECT * FROM item ORDER BY id", row -> row.number("id") + row.text("name")));
    }
}
