package souk.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.record.Cid;
import souk.sql.Sqlite;
import souk.trust.KeyStoreFile;
import souk.trust.NodeKey;
import souk.trust.Password;

class RecoveryTest {
    private static final List<String> SCHEMA =
            List.of("CREATE TABLE note(id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, body BLOB NOT NULL)");
    private static final Map<String, List<String>> SCHEMAS = Map.of("a.db", SCHEMA, "b.db", SCHEMA);

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final FakeNetwork network = new FakeNetwork();
    private Path gateway = Path.of("");
    private RootKey root = RootKey.of(new byte[32]);
    private Optional<FakeNetwork.Machine> machine = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        gateway = Files.createDirectories(folder.resolve("gateway"));
        root = RootKey.ofGateway(keys(gateway), random);
        keys(Files.createDirectories(gateway.resolve("tenants/one"))).secretOrCreate("root", random);
        machine = Optional.of(open(gateway));
    }

    @AfterEach
    void stop() {
        machine.ifPresent(FakeNetwork.Machine::close);
    }

    @Test
    void bringsBackWhatWasInTheSnapshotAndTheLogWithAThirdOfTheCustodiansDown() {
        write("a.db", "before", 100_000);
        running().snapshots().take();
        write("a.db", "after", 10);
        write("b.db", "after", 3_000_000);
        running().log().ship();
        write("b.db", "too late", 10);
        IntStream.range(0, 4).forEach(network.down::add);

        var recovered = recover(false);

        assertThat(texts("a.db", recovered)).containsExactly("before", "after");
        assertThat(texts("b.db", recovered)).containsExactly("after");
        assertThat(keys(recovered.resolve("tenants/one")).secret("root"))
                .isEqualTo(keys(gateway.resolve("tenants/one")).secret("root"));
        assertThat(keys(recovered).nodeKey().did())
                .isEqualTo(keys(gateway).nodeKey().did());
        assertThat(RootKey.ofGateway(keys(recovered), random).text()).isEqualTo(root.text());
    }

    @Test
    void goesOnAfterwardsAndCanBeRecoveredAgain() throws IOException {
        write("a.db", "one", 10);
        running().snapshots().take();
        write("a.db", "two", 10);
        running().log().ship();
        var second = recover(false);

        next(second);
        write("a.db", "three", 10);
        running().log().ship();
        var third = recover(false);
        assertThat(texts("a.db", third)).containsExactly("one", "two", "three");

        next(third);
        write("a.db", "four", 10);
        running().snapshots().take();
        write("a.db", "five", 10);
        running().log().ship();
        assertThat(texts("a.db", recover(false))).containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void readsALogOfManyRecordsUpToTheSnapshotInBetween() {
        running().snapshots().take();
        for (int i = 0; i < 45; i++) {
            write("a.db", "note " + i, 10);
            running().log().ship();
            if (i == 5) {
                running().snapshots().take();
            }
        }
        int first = network.gets.get();

        var recovered = recover(false);

        assertThat(texts("a.db", recovered)).hasSize(45).startsWith("note 0").endsWith("note 44");
        // 39 log records, the manifest and its parts, each asked of all; not the six before the snapshot.
        assertThat(network.gets.get() - first).isLessThan(44 * FakeNetwork.SIZE);
    }

    @Test
    void onlyWhatChangedIsSentAgain() {
        write("a.db", "large", 4 << 20);
        running().snapshots().take();
        int first = network.puts.get();

        write("a.db", "small", 10);
        running().snapshots().take();

        assertThat(network.puts.get() - first).isLessThan(first / 2);
    }

    @Test
    void keepsTwoSnapshotsWithTheirLogAndReleasesTheRest() {
        long most = 0;
        for (int i = 0; i < 6; i++) {
            write("a.db", "note " + i, 1_000);
            replace("b.db", 1 << 20);
            if (running().snapshots().newest().isPresent()) {
                running().log().ship();
            }
            running().snapshots().take();
            most = i == 2 ? network.keptBytes() : most;
        }

        assertThat(network.keptBytes()).isLessThan(most * 3 / 2);
        var newest = running().snapshots().newest().orElseThrow();
        write("a.db", "last", 10);
        running().log().ship();
        network.lose(Cid.of(newest.root()));
        assertThat(texts("a.db", recover(true))).hasSize(7).endsWith("note 5", "last");
    }

    @Test
    void refusesAnOlderSnapshotUnlessToldOtherwise() {
        write("a.db", "one", 10);
        running().snapshots().take();
        network.now = network.now.plusSeconds(60);
        write("a.db", "two", 10);
        network.lose(Cid.of(running().snapshots().take().root()));

        assertThatThrownBy(() -> recover(false))
                .isInstanceOf(SoukException.class)
                .hasMessageContaining("the one before is of 2026-11-25T12:00:00Z")
                .hasMessageContaining("--allow-older");
        assertThat(texts("a.db", recover(true))).startsWith("one");
    }

    @Test
    void saysWhenTooFewCustodiansAnswer() {
        write("a.db", "one", 10);
        running().snapshots().take();
        IntStream.range(0, 9).forEach(network.down::add);

        assertThatThrownBy(() -> recover(false))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("9 custodians failed");
    }

    @Test
    void aLostLogRecordIsSaidAndTheRestIsThere() {
        write("a.db", "one", 10);
        running().snapshots().take();
        write("a.db", "two", 10);
        running().log().ship();
        write("a.db", "three", 10);
        running().log().ship();
        var lost = running().book().logs(1).getFirst().cid();
        write("a.db", "four", 10);
        running().log().ship();
        network.lose(lost);

        assertThatThrownBy(() -> recover(false))
                .isInstanceOf(SoukException.class)
                .hasMessageContaining("changes after the snapshot cannot be read");
        assertThat(texts("a.db", recover(true))).containsExactly("one", "two");
    }

    @Test
    void anotherKeyFindsNothingAndOpensNothing() {
        running().snapshots().take();
        var other = RootKey.of(new byte[32]);

        assertThatThrownBy(() -> network.recovery(other).find(List.of(), false))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatThrownBy(() -> network.recovery(other).find(network.anchors, false))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    @Test
    void theMachineThatWasReplacedEndsAndItsLogIsRefused() {
        running().snapshots().take();
        network.takeOver(2);

        running().fence().check();

        assertThat(running().fence().isReplaced()).isTrue();
        assertCode(ErrorCode.FORBIDDEN, () -> running().fence().require());
        assertCode(ErrorCode.FORBIDDEN, () -> running().snapshots().take());
        write("a.db", "late", 10);
        assertCode(ErrorCode.FORBIDDEN, () -> running().log().ship());
    }

    @Test
    void aMachineThatIsBlindNeitherWritesNorPaysUntilItSees() {
        running().fence().check();
        network.ledgerAway = true;
        network.nanos += Fence.BLIND.plusSeconds(1).toNanos();

        assertCode(ErrorCode.UNAVAILABLE, () -> running().fence().check());
        assertCode(ErrorCode.UNAVAILABLE, () -> running().fence().require());

        network.ledgerAway = false;
        running().fence().check();
        running().fence().require();
    }

    @Test
    void custodiansTellAReplacedMachineToo() {
        write("a.db", "one", 10);
        running().snapshots().take();
        running().log().ship();
        recover(false);
        new souk.availability.Heads(network, NodeKey::isSigned)
                .announce(
                        souk.availability.RecordHead.sign(
                                root.heads().did().text(), 2, 0, LogReader.NONE, root.heads()::sign),
                        network.committee);
        write("a.db", "two", 10);

        assertCode(ErrorCode.CONFLICT, () -> running().log().ship());
        assertThat(running().fence().isReplaced()).isTrue();
    }

    @Test
    void recordsAreSentAgainBeforeTheirTermIsOver() {
        write("a.db", "one", 10);
        running().snapshots().take();
        int first = network.puts.get();
        network.now = network.now.plus(SealedRecords.RENEWAL).plus(Duration.ofDays(1));

        running().snapshots().take();

        assertThat(network.puts.get() - first).isGreaterThanOrEqualTo(first);
    }

    // ---- the machine

    private FakeNetwork.Machine running() {
        return machine.orElseThrow();
    }

    private void next(Path folder) throws IOException {
        running().close();
        gateway = folder;
        machine = Optional.of(open(folder));
    }

    private FakeNetwork.Machine open(Path folder) {
        var databases = new LinkedHashMap<String, Sqlite>();
        databases.put("a.db", Sqlite.openJournaled(folder.resolve("a.db"), SCHEMA));
        databases.put("b.db", Sqlite.openJournaled(folder.resolve("b.db"), SCHEMA));
        var bundle = KeyBundle.of(folder, Json.object().put("accounts", "none").build());
        return network.machine(root, folder, databases, bundle.encode());
    }

    private Path recover(boolean older) {
        var recovery = network.recovery(root);
        var found = recovery.find(network.sorted(), older);
        network.takeOver(found.epoch() + 1);
        var log = recovery.log(found, network.head(root), older);
        var into = folder.resolve("recovered-" + random.nextLong());
        var tenure = new RecoveryBook.Tenure(found.epoch() + 1, Instant.parse("2026-11-25T13:00:00Z"));
        recovery.restore(found, log, tenure, SCHEMAS, into);
        return into;
    }

    private KeyStoreFile keys(Path folder) {
        return KeyStoreFile.openOrCreate(
                folder.resolve("keys.p12"), Password.fromFileOrCreate(folder.resolve("password"), random), random);
    }

    private void write(String database, String text, int size) {
        var body = new byte[size];
        new Random(size).nextBytes(body);
        database(database).write(session -> session.update("INSERT INTO note(text, body) VALUES (?, ?)", text, body));
    }

    private void replace(String database, int size) {
        database(database).write(session -> session.update("DELETE FROM note"));
        var body = new byte[size];
        random.nextBytes(body);
        database(database)
                .write(session -> session.update("INSERT INTO note(text, body) VALUES ('x', ?)", (Object) body));
    }

    private Sqlite database(String name) {
        return Optional.ofNullable(running().databases().get(name)).orElseThrow();
    }

    private static List<String> texts(String name, Path folder) {
        try (var database = Sqlite.openJournaled(folder.resolve(name), SCHEMA)) {
            return database.read(session -> session.list("SELECT text FROM note ORDER BY id", row -> row.text("text")));
        }
    }

    private static void assertCode(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
