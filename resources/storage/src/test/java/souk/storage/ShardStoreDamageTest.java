package souk.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.storage.ShardStoreTest.assertCode;
import static souk.storage.StoreFixture.LEASE;
import static souk.storage.StoreFixture.shard;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.core.error.ErrorCode;
import souk.core.market.InventoryRoot;

final class ShardStoreDamageTest {
    @TempDir
    Path folder;

    private StoreFixture fixture;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 2_000, 3_071, 3_090, 3_199})
    void cutsOffATornLastRecord(int lost) throws IOException {
        fixture.put(LEASE, shard(1, 3));
        fixture.put(LEASE, shard(2, 3));
        fixture.store.close();

        truncate(fixture.log(1), lost);
        fixture.store = fixture.open();

        assertThat(fixture.read(LEASE, shard(1, 3))).isEqualTo(shard(1, 3).bytes());
        assertThat(fixture.store.state(LEASE, shard(2, 3).root())).isEmpty();
        assertThat(Files.size(fixture.log(1))).isEqualTo(128 + 128 + 3 * 1_024);
        assertThat(fixture.put(LEASE, shard(2, 3))).isEqualTo(PutResult.STORED);
        fixture.restart();
        assertThat(fixture.read(LEASE, shard(2, 3))).isEqualTo(shard(2, 3).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 128, 5_000, 200_000})
    void cutsOffGarbageAtTheEndOfALog(int bytes) throws IOException {
        fixture.put(LEASE, shard(1, 3));
        fixture.store.close();

        append(fixture.log(1), bytes);
        fixture.store = fixture.open();

        assertThat(fixture.put(LEASE, shard(2, 3))).isEqualTo(PutResult.STORED);
        fixture.restart();
        assertThat(fixture.read(LEASE, shard(1, 3))).isEqualTo(shard(1, 3).bytes());
        assertThat(fixture.read(LEASE, shard(2, 3))).isEqualTo(shard(2, 3).bytes());
    }

    @Test
    void findsTheRecordsBehindADamagedHeader() throws IOException {
        fixture.put(LEASE, shard(1, 200));
        fixture.put(LEASE, shard(2, 3));
        fixture.store.close();

        flip(fixture.log(1), 128 + 40);
        fixture.store = fixture.open();

        assertThat(fixture.store.state(LEASE, shard(1, 200).root())).isEmpty();
        assertThat(fixture.read(LEASE, shard(2, 3))).isEqualTo(shard(2, 3).bytes());
    }

    @Test
    void admitsAShardWithARottenByteAndTakesItAnew() throws IOException {
        InventoryRoot root = committed();
        flip(fixture.log(1), 128 + 112 + 700);

        assertThat(fixture.store.prove(LEASE, root.root(), List.of(0L, 1L, 2L, 3L, 4L, 5L)))
                .filteredOn(ShardProof.Missing.class::isInstance)
                .hasSize(3)
                .allMatch(proof -> proof instanceof ShardProof.Missing missing
                        && missing.loss() == ShardProof.Loss.CORRUPT
                        && missing.located().entry().root().equals(shard(1, 3).root()));
        assertThat(fixture.store.scrub(10).damaged())
                .containsExactly(new ScrubReport.Damaged(LEASE, shard(1, 3).root(), ShardProof.Loss.CORRUPT));
        assertThat(fixture.store.stats().suspect()).isEqualTo(1);
        assertThat(fixture.store.missing(LEASE, List.of()))
                .containsExactly(shard(1, 3).root());

        assertThat(fixture.put(LEASE, shard(1, 3))).isEqualTo(PutResult.STORED);

        assertThat(fixture.store.missing(LEASE, List.of())).isEmpty();
        assertThat(fixture.store.scrub(10).damaged()).isEmpty();
        assertThat(fixture.store.stats().suspect()).isZero();
        fixture.restart();
        assertThat(fixture.store.state(LEASE, shard(1, 3).root())).contains(ShardState.COMMITTED);
        assertThat(fixture.store.prove(LEASE, root.root(), List.of(0L, 5L)))
                .allMatch(ShardProof.Proven.class::isInstance);
    }

    @Test
    void doesNotTrustADamagedCopyWhenAShardComesAgain() throws IOException {
        fixture.put(LEASE, shard(1, 3));
        flip(fixture.log(1), 128 + 112 + 700);

        assertThat(fixture.put(LEASE, shard(1, 3))).isEqualTo(PutResult.STORED);
        assertThat(fixture.read(LEASE, shard(1, 3))).isEqualTo(shard(1, 3).bytes());
    }

    @Test
    void admitsTheLossOfALogFile() throws IOException {
        InventoryRoot root = committed();
        Files.delete(fixture.log(1));

        assertAllMissing(root);
        fixture.store.close();
        fixture.store = fixture.open();

        assertAllMissing(root);
        assertThat(fixture.store.root(LEASE).orElseThrow().root()).isEqualTo(root);
        assertThat(fixture.put(LEASE, shard(1, 3))).isEqualTo(PutResult.STORED);
        fixture.put(LEASE, shard(2, 3));
        fixture.restart();
        assertThat(fixture.store.prove(LEASE, root.root(), List.of(0L, 5L)))
                .allMatch(ShardProof.Proven.class::isInstance);
    }

    @Test
    void forgetsACommitThatTheJournalTore() throws IOException {
        fixture.put(LEASE, shard(1, 3));
        fixture.put(LEASE, shard(2, 3));
        InventoryRoot first = fixture.add(LEASE, 1, shard(1, 3));
        fixture.add(LEASE, 1, shard(2, 3));
        fixture.store.close();

        truncate(folder.resolve("inventory.journal"), 5);
        fixture.store = fixture.open();

        assertThat(fixture.store.root(LEASE).orElseThrow().root()).isEqualTo(first);
        assertThat(fixture.store.state(LEASE, shard(2, 3).root())).contains(ShardState.TEMPORARY);
        fixture.add(LEASE, 1, shard(2, 3));
        fixture.restart();
        assertThat(fixture.store.inventory(LEASE)).hasSize(2);
    }

    @Test
    void cutsOffGarbageAtTheEndOfTheJournal() throws IOException {
        InventoryRoot root = committed();
        fixture.store.close();

        append(folder.resolve("inventory.journal"), 100_000);
        fixture.store = fixture.open();

        assertThat(fixture.store.root(LEASE).orElseThrow().root()).isEqualTo(root);
    }

    @Test
    void refusesAJournalThatIsDamagedInTheMiddle() throws IOException {
        fixture.put(LEASE, shard(1, 3));
        fixture.put(LEASE, shard(2, 3));
        fixture.add(LEASE, 1, shard(1, 3));
        fixture.add(LEASE, 1, shard(2, 3));
        fixture.store.close();
        Path journal = folder.resolve("inventory.journal");

        flip(journal, 40);

        assertCode(ErrorCode.CORRUPT, () -> fixture.open());
        flip(journal, 40);
        fixture.store = fixture.open();
        assertThat(fixture.store.inventory(LEASE)).hasSize(2);
    }

    private InventoryRoot committed() {
        fixture.put(LEASE, shard(1, 3));
        fixture.put(LEASE, shard(2, 3));
        return fixture.add(LEASE, 1, shard(1, 3), shard(2, 3));
    }

    private void assertAllMissing(InventoryRoot root) {
        assertThat(fixture.store.prove(LEASE, root.root(), List.of(0L, 3L)))
                .allMatch(proof ->
                        proof instanceof ShardProof.Missing missing && missing.loss() == ShardProof.Loss.ABSENT);
    }

    private static void truncate(Path file, int lost) throws IOException {
        try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.setLength(opened.length() - lost);
        }
    }

    private static void append(Path file, int bytes) throws IOException {
        var garbage = new byte[bytes];
        new Random(3).nextBytes(garbage);
        Files.write(file, garbage, StandardOpenOption.APPEND);
    }

    private static void flip(Path file, long at) throws IOException {
        try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.seek(at);
            int old = opened.read();
            opened.seek(at);
            opened.write(old ^ 0x10);
        }
    }
}
