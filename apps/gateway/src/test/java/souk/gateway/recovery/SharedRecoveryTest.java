package souk.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.json.Json;
import souk.sql.InMemorySharedLog;
import souk.sql.Replicas;
import souk.sql.Sqlite;
import souk.trust.KeyStoreFile;
import souk.trust.Password;

/// Two gateways of one namespace are keeper in turn; what both wrote comes back.
class SharedRecoveryTest {
    private static final String DATA = "a.db";
    private static final String BOOK = "recovery";
    private static final List<String> SCHEMA = List.of("CREATE TABLE note(text TEXT PRIMARY KEY)");

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final FakeNetwork network = new FakeNetwork();
    private final InMemorySharedLog log = new InMemorySharedLog(() -> network.now);
    private RootKey root = RootKey.of(new byte[32]);
    private byte[] bundle = {};

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Gateway one;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Gateway two;

    private record Gateway(FakeNetwork.Machine machine, Replicas replicas) {
        void write(String text) {
            machine.databases()
                    .values()
                    .forEach(
                            database -> database.write(session -> session.update("INSERT INTO note VALUES (?)", text)));
        }

        void ship() {
            replicas.refresh();
            machine.log().ship();
        }

        void snapshot() {
            replicas.refresh();
            machine.snapshots().take();
        }
    }

    @BeforeEach
    void start() throws IOException {
        var secrets = Files.createDirectories(folder.resolve("keys"));
        var keys = KeyStoreFile.openOrCreate(
                secrets.resolve("keys.p12"), Password.fromFileOrCreate(secrets.resolve("password"), random), random);
        root = RootKey.ofGateway(keys, random);
        bundle = KeyBundle.of(secrets, Json.object().put("accounts", "none").build())
                .encode();
        one = open("one");
        two = open("two");
    }

    @AfterEach
    void stop() {
        one.machine.close();
        two.machine.close();
    }

    @Test
    void eachKeeperGoesOnWhereTheOneBeforeStopped() {
        one.write("one");
        one.snapshot();
        two.write("two");
        one.ship();

        two.write("three");
        two.ship();
        two.snapshot();
        one.write("four");
        two.ship();
        one.write("five");
        one.ship();

        assertThat(recovered()).containsExactlyInAnyOrder("one", "two", "three", "four", "five");
    }

    @Test
    void anEntryThatTwoKeepersSentIsThereOnce() {
        one.write("one");
        one.snapshot();
        one.write("two");
        two.replicas.refresh();

        // What a keeper began before its time ended is not in the book of the next one yet.
        var stale = two.machine.log();
        one.machine.log().ship();
        stale.ship();
        one.write("three");
        two.ship();

        assertThat(recovered()).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void snapshotsOfTheOtherGatewayAreNoForeignOnes() {
        one.snapshot();
        two.snapshot();
        one.snapshot();

        two.replicas.refresh();
        two.machine.fence().check();
        one.machine.fence().check();

        assertThat(one.machine.fence().isReplaced()).isFalse();
        assertThat(two.machine.fence().isReplaced()).isFalse();
    }

    @Test
    void bothEndWhenAMachineRecovers() {
        one.snapshot();
        network.takeOver(2);

        one.machine.fence().check();
        two.machine.fence().check();

        assertThat(one.machine.fence().isReplaced()).isTrue();
        assertThat(two.machine.fence().isReplaced()).isTrue();
    }

    private Gateway open(String name) throws IOException {
        var own = Files.createDirectories(folder.resolve(name));
        var book = Sqlite.openShared(own.resolve(RecoveryBook.FILE), RecoveryBook.MIGRATIONS, log, BOOK);
        var data = Sqlite.openShared(own.resolve(DATA), SCHEMA, log, DATA);
        var databases = new LinkedHashMap<String, Sqlite>();
        databases.put(DATA, data);
        return new Gateway(
                network.machine(root, own, databases, RecoveryBook.over(book), bundle),
                new Replicas(log, Map.of(DATA, data, BOOK, book)));
    }

    private List<String> recovered() {
        var recovery = network.recovery(root);
        var found = recovery.find(network.sorted(), false);
        var tail = recovery.log(found, network.head(root), false);
        var into = folder.resolve("recovered");
        var tenure = new RecoveryBook.Tenure(found.epoch() + 1, Instant.parse("2026-11-25T13:00:00Z"));
        recovery.restore(found, tail, tenure, Map.of(DATA, SCHEMA), into);
        try (var database = Sqlite.openJournaled(into.resolve(DATA), SCHEMA)) {
            return database.read(session -> session.list("SELECT text FROM note", row -> row.text("text")));
        }
    }
}
