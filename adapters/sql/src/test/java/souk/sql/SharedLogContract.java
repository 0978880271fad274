package souk.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;

/// What every shared log does, and what copies of a database do on it.
public abstract class SharedLogContract {
    private static final String ITEM = "CREATE TABLE item(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);";
    private static final String SIZE = "ALTER TABLE item ADD COLUMN size INTEGER NOT NULL DEFAULT 5;";
    private static final String INSERT = "INSERT INTO item(name) VALUES (?) ON CONFLICT DO NOTHING";
    private static final long ALL = 1L << 20;
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private Path folder = Path.of("");

    private final List<Sqlite> copies = new ArrayList<>();

    /// An empty log, the same one throughout a test.
    protected abstract SharedLog log();

    /// Lets so much time pass for the log.
    protected abstract void pass(Duration time);

    @AfterEach
    final void closeCopies() {
        copies.forEach(Sqlite::close);
    }

    @Test
    void keepsEntriesInOrderByDatabase() {
        append("a", "a1", "a2", "a3");
        append("b", "b1");

        assertThat(log().heads()).isEqualTo(Map.of("a", 3L, "b", 1L));
        assertThat(texts(log().after("a", 1, ALL))).containsExactly("a2", "a3");
        assertThat(texts(log().after("a", 0, 2))).containsExactly("a1");
        assertThat(log().after("a", 3, ALL)).isEmpty();
        assertThat(log().after("none", 0, ALL)).isEmpty();
    }

    @Test
    void aTurnWithoutACommitLeavesNothing() {
        try (var turn = log().turn("a")) {
            turn.append(1, new byte[] {1});
        }

        assertThat(log().after("a", 0, ALL)).isEmpty();
        append("a", "a1");
        assertThat(texts(log().after("a", 0, ALL))).containsExactly("a1");
    }

    @Test
    void writersThatRaceTakeTurns() throws Exception {
        together(IntStream.range(0, 60)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    append("a", "entry");
                    return true;
                })
                .toList());

        assertThat(log().heads()).containsEntry("a", 60L);
        assertThat(log().after("a", 0, ALL)).hasSize(60);
    }

    @Test
    void turnsOfDifferentDatabasesDoNotWaitForEachOther() {
        try (var a = log().turn("a");
                var b = log().turn("b")) {
            assertThat(a.head()).isEqualTo(b.head());
        }
    }

    @Test
    void aSnapshotReplacesTheOneBeforeAndWhatThatContained() {
        append("a", "a1", "a2", "a3", "a4");
        log().keep("a", 2, parts("old"));
        assertThat(log().after("a", 0, ALL)).hasSize(4);

        log().keep("a", 3, parts("new", "er"));

        assertThat(log().after("a", 0, ALL)).isEmpty();
        assertThat(texts(log().after("a", 2, ALL))).containsExactly("a3", "a4");
        var snapshot = log().snapshot("a").orElseThrow();
        assertThat(snapshot.sequence()).isEqualTo(3);
        var read = new ArrayList<byte[]>();
        snapshot.parts().forEachRemaining(read::add);
        assertThat(texts(read)).containsExactly("new", "er");
        assertThat(log().snapshot("b")).isEmpty();
    }

    @Test
    void aRoleHasOneHolderUntilItsTimeIsOver() {
        assertThat(log().held("keeper")).isFalse();
        assertThat(log().hold("keeper", "one", SHORT)).isTrue();
        assertThat(log().hold("keeper", "two", SHORT)).isFalse();
        assertThat(log().hold("keeper", "one", SHORT)).isTrue();
        assertThat(log().held("keeper")).isTrue();

        pass(SHORT.plus(SHORT));

        assertThat(log().held("keeper")).isFalse();
        assertThat(log().hold("keeper", "two", SHORT)).isTrue();
        assertThat(log().hold("keeper", "one", SHORT)).isFalse();
        assertThat(log().hold("keeper", "two", Duration.ZERO)).isTrue();
        pass(Duration.ofMillis(10));
        assertThat(log().hold("keeper", "one", SHORT)).isTrue();
    }

    @Test
    void whatIsWrittenToOneCopyIsReadFromTheOther() {
        var one = copy("one", ITEM);
        var two = copy("two", ITEM);

        add(one, "a");
        new Replicas(log(), Map.of("db", two)).refresh();

        assertThat(rows(two)).containsExactly("1a");
        add(two, "b");
        add(one, "c");
        assertThat(rows(one)).containsExactly("1a", "2b", "3c");
    }

    @Test
    void conditionsExcludeEachOtherAcrossCopies() throws Exception {
        var one = copy("one", ITEM);
        var two = copy("two", ITEM);
        var won = new AtomicInteger();

        together(IntStream.range(0, 200)
                .<Callable<Integer>>mapToObj(i ->
                        () -> won.addAndGet((i % 2 == 0 ? one : two).write(s -> s.update(INSERT, "n" + i / 4))))
                .toList());
        refreshed(one, two);

        assertThat(won).hasValue(50);
        assertThat(rows(one)).isEqualTo(rows(two)).hasSize(50);
    }

    @Test
    void readersSeeWhatWasCommittedBeforeTheyAsked() throws Exception {
        var one = copy("one", ITEM);
        var two = copy("two", ITEM);
        var replicas = new Replicas(log(), Map.of("db", two));

        together(IntStream.range(0, 60)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    add(one, "n" + i);
                    replicas.refresh();
                    List<Long> found = two.read(
                            s -> s.list("SELECT id FROM item WHERE name = ?", row -> row.number("id"), "n" + i));
                    assertThat(found).hasSize(1);
                    return true;
                })
                .toList());
    }

    @Test
    void aCopyThatWasAwayCatchesUpAndANewcomerStartsFromASnapshot() {
        var one = copy("one", ITEM);
        var away = copy("away", ITEM);
        away.close();
        copies.remove(away);
        add(one, "a");
        SnapshotFile.keep(one, log(), "db", folder.resolve("scratch"));
        add(one, "b");
        SnapshotFile.keep(one, log(), "db", folder.resolve("scratch"));
        add(one, "c");

        var newcomer = copy("new", ITEM);
        var back = copy("away", ITEM);
        add(back, "d");
        refreshed(one, newcomer);

        assertThat(log().after("db", 0, ALL)).isEmpty();
        assertThat(rows(newcomer)).containsExactly("1a", "2b", "3c", "4d");
        assertThat(rows(back)).isEqualTo(rows(one)).isEqualTo(rows(newcomer));
    }

    @Test
    void whatAGatewayHadAloneReachesNewcomersBySnapshot() {
        try (var alone = Sqlite.open(folder.resolve("one.db"), List.of(ITEM))) {
            add(alone, "a");
        }
        var one = copy("one", ITEM);
        add(one, "b");

        assertThatThrownBy(() -> copy("early", ITEM)).isInstanceOf(SoukException.class);
        SnapshotFile.keep(one, log(), "db", folder.resolve("scratch"));

        assertThat(rows(copy("two", ITEM))).containsExactly("1a", "2b");
    }

    @Test
    void aCopyOfAnotherHistoryIsRefused() {
        add(copy("one", ITEM), "a");
        try (var alone = Sqlite.openJournaled(folder.resolve("other.db"), List.of(ITEM))) {
            add(alone, "x");
        }
        try (var ahead = Sqlite.openJournaled(folder.resolve("ahead.db"), List.of(ITEM))) {
            IntStream.range(0, 9).forEach(i -> add(ahead, "x" + i));
        }

        assertThatThrownBy(() -> copy("other", ITEM)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> copy("ahead", ITEM)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOlderProgramStopsWritingWhenTheSchemaRises() {
        var old = copy("old", ITEM);
        add(old, "a");
        var young = copy("young", ITEM, SIZE);
        add(young, "b");

        assertThatThrownBy(() -> add(old, "c")).isInstanceOf(IllegalStateException.class);
        assertThat(rows(young)).containsExactly("1a", "2b");
        assertThat(rows(copy("younger", ITEM, SIZE))).containsExactly("1a", "2b");
    }

    private void append(String database, String... texts) {
        for (var text : texts) {
            try (var turn = log().turn(database)) {
                turn.append(turn.head() + 1, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                turn.commit();
            }
        }
    }

    private static <T> void together(List<Callable<T>> tasks) throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = tasks.stream()
                    .map(task -> executor.submit(() -> {
                        start.await();
                        return task.call();
                    }))
                    .toList();
            start.countDown();
            for (var each : running) {
                each.get();
            }
        }
    }

    private void refreshed(Sqlite... databases) {
        for (var database : databases) {
            new Replicas(log(), Map.of("db", database)).refresh();
        }
    }

    protected final Sqlite copy(String file, String... migrations) {
        var copy = Sqlite.openShared(folder.resolve(file + ".db"), List.of(migrations), log(), "db");
        copies.add(copy);
        return copy;
    }

    protected static void add(Sqlite database, String name) {
        database.write(s -> s.update(INSERT, name));
    }

    protected static List<String> rows(Sqlite database) {
        return database.read(s -> s.list("SELECT * FROM item ORDER BY id", row -> row.number("id") + row.text("name")));
    }

    private static java.util.Iterator<byte[]> parts(String... parts) {
        return List.of(parts).stream()
                .map(part -> part.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toList()
                .iterator();
    }

    private static List<String> texts(List<byte[]> entries) {
        return entries.stream()
                .map(entry -> new String(entry, java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }
}
