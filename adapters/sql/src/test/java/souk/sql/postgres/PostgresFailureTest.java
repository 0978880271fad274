package souk.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;
import souk.sql.Replicas;
import souk.sql.SharedLog;
import souk.sql.Sqlite;

/// What becomes of writes when PostgreSQL, or the way to it, fails at the worst moment.
final class PostgresFailureTest {
    private static final String ITEM = "CREATE TABLE item(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);";

    @TempDir
    private static Path data = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCommitThatPostgresNeverHeardOfFailsAndLeavesNothing() throws Exception {
        var address = server.newDatabase();
        try (var proxy = CuttingProxy.start(server.port());
                var log = PostgresLog.open(through(proxy, address));
                var copy = copy("a", log)) {
            proxy.cutNext(CuttingProxy.Cut.BEFORE);

            assertThatThrownBy(() -> add(copy, "lost")).isInstanceOf(SoukException.class);

            add(copy, "kept");
            assertThat(names(copy)).containsExactly("kept");
            assertSameElsewhere(address, copy);
        }
    }

    @Test
    void aCommitWhoseAnswerWasLostIsFoundAndSucceedsOnce() throws Exception {
        var address = server.newDatabase();
        try (var proxy = CuttingProxy.start(server.port());
                var log = PostgresLog.open(through(proxy, address));
                var copy = copy("a", log)) {
            proxy.cutNext(CuttingProxy.Cut.AFTER);

            add(copy, "first");

            add(copy, "second");
            assertThat(names(copy)).containsExactly("first", "second");
            assertSameElsewhere(address, copy);
        }
    }

    @Test
    void aPostgresThatIsKilledAndStartedAgainLosesNothingThatWasAcknowledged() throws Exception {
        var address = server.newDatabase();
        var acknowledged = new ConcurrentLinkedQueue<String>();
        var attempted = new ConcurrentLinkedQueue<String>();
        var more = new Semaphore(0);
        var over = new AtomicBoolean();
        try (var oneLog = PostgresLog.open(address);
                var twoLog = PostgresLog.open(address);
                var one = copy("one", oneLog);
                var two = copy("two", twoLog);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(
                            i -> () -> write(i % 2 == 0 ? one : two, i, acknowledged, more, attempted, over))
                    .map(executor::submit)
                    .toList();
            try {
                more.acquire(50);
                server.kill();
                server.restart();
                more.drainPermits();
                more.acquire(50);
            } finally {
                over.set(true);
            }
            for (var writer : writers) {
                writer.get();
            }

            new Replicas(oneLog, Map.of("db", one)).refresh();
            new Replicas(twoLog, Map.of("db", two)).refresh();
            assertThat(names(one)).isEqualTo(names(two)).doesNotHaveDuplicates();
            assertThat(names(one)).containsAll(acknowledged);
            assertThat(attempted).containsAll(names(one));
            assertSameElsewhere(address, one);
        }
    }

    @Test
    void refusesWritesAndReadsWhilePostgresIsGoneAndGoesOnAfterwards() throws Exception {
        var address = server.newDatabase();
        try (var log = PostgresLog.open(address);
                var copy = copy("a", log)) {
            add(copy, "before");
            server.kill();

            assertThatThrownBy(() -> add(copy, "meanwhile")).isInstanceOf(SoukException.class);
            assertThatThrownBy(() -> new Replicas(log, Map.of("db", copy)).refresh())
                    .isInstanceOf(SoukException.class);

            server.restart();
            add(copy, "after");
            assertThat(names(copy)).containsExactly("before", "after");
        }
    }

    private static boolean write(
            Sqlite copy,
            int writer,
            ConcurrentLinkedQueue<String> acknowledged,
            Semaphore more,
            ConcurrentLinkedQueue<String> attempted,
            AtomicBoolean over) {
        for (var i = 0; !over.get(); i++) {
            var name = "w" + writer + "-" + i;
            attempted.add(name);
            try {
                add(copy, name);
                acknowledged.add(name);
                more.release();
            } catch (SoukException e) {
                Thread.yield();
            }
        }
        return true;
    }

    private void assertSameElsewhere(URI address, Sqlite copy) {
        try (var log = PostgresLog.open(address);
                var other = copy("elsewhere", log)) {
            assertThat(names(other)).isEqualTo(names(copy));
        }
    }

    private static URI through(CuttingProxy proxy, URI address) {
        // Else the driver prepares COMMIT once and refers to it by a name afterwards.
        return URI.create(
                PostgresServer.address(proxy.port(), address.getPath().substring(1)) + "?preferQueryMode=simple");
    }

    private Sqlite copy(String name, SharedLog log) {
        return Sqlite.openShared(folder.resolve(name + ".db"), List.of(ITEM), log, "db");
    }

    private static void add(Sqlite copy, String name) {
        copy.write(s -> s.update("INSERT INTO item(name) VALUES (?)", name));
    }

    private static List<String> names(Sqlite copy) {
        return new ArrayList<>(copy.read(s -> s.list("SELECT name FROM item ORDER BY id", row -> row.text("name"))));
    }
}
