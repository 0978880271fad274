package souk.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.storage.StoreFixture.LEASE;
import static souk.storage.StoreFixture.OTHER;
import static souk.storage.StoreFixture.shard;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.InventoryRoot;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;

final class ShardStoreTest {
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

    @Test
    void givesBackWhatWasPutAlsoAfterARestart() throws IOException {
        var shard = shard(1, 300);

        assertThat(fixture.put(LEASE, shard)).isEqualTo(PutResult.STORED);
        fixture.restart();

        assertThat(fixture.read(LEASE, shard)).isEqualTo(shard.bytes());
        assertThat(fixture.store.state(LEASE, shard.root())).contains(ShardState.TEMPORARY);
        assertThat(fixture.store.state(OTHER, shard.root())).isEmpty();
        try (var in = fixture.store.read(LEASE, shard.root(), 1_000, 50)) {
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(shard.bytes(), 1_000, 1_050));
        }
    }

    @Test
    void keepsNothingOfBytesWithAnotherRoot() {
        var shard = shard(1, 10);
        shard.bytes()[5]++;

        assertCode(ErrorCode.CORRUPT, () -> fixture.put(LEASE, shard));

        assertThat(fixture.store.state(LEASE, shard.root())).isEmpty();
        assertThat(fixture.store.stats().used()).isZero();
        assertThat(fixture.store.stats().onDisk()).isEqualTo(128);
        assertThat(fixture.put(LEASE, shard(2, 10))).isEqualTo(PutResult.STORED);
    }

    @Test
    void keepsNothingOfAShardThatEndsEarly() {
        var shard = shard(1, 10);
        var half = new ByteArrayInputStream(shard.bytes(), 0, 5_000);

        assertCode(
                ErrorCode.BAD_REQUEST,
                () -> fixture.store.put(
                        LEASE,
                        shard.root(),
                        half,
                        shard.bytes().length,
                        fixture.instant().plusSeconds(60)));

        assertThat(fixture.store.stats().used()).isZero();
    }

    @Test
    void refusesSizesThatAreNoShards() {
        for (long length : new long[] {0, 1, 1_023, 1_025, ShardStore.MAX_SHARD_BYTES + 1_024L}) {
            assertCode(
                    ErrorCode.BAD_REQUEST,
                    () -> fixture.store.put(
                            LEASE,
                            Digest.ZERO,
                            InputStream.nullInputStream(),
                            length,
                            fixture.instant().plusSeconds(60)));
        }
    }

    @Test
    void doesNotReadAShardItHas() {
        var shard = shard(1, 3);
        fixture.put(LEASE, shard);

        PutResult again = fixture.store.put(
                LEASE,
                shard.root(),
                InputStream.nullInputStream(),
                shard.bytes().length,
                fixture.instant().plusSeconds(60));

        assertThat(again).isEqualTo(PutResult.ALREADY_STORED);
    }

    @Test
    void staysWithinItsQuota() {
        int eightMiB = ShardStore.MAX_SHARD_BYTES / 1_024;
        for (int i = 0; i < 8; i++) {
            fixture.put(LEASE, shard(i, eightMiB));
        }

        assertCode(ErrorCode.QUOTA_EXCEEDED, () -> fixture.put(LEASE, shard(9, 1)));

        fixture.store.delete(LEASE, shard(0, eightMiB).root());
        assertThat(fixture.put(LEASE, shard(9, 1))).isEqualTo(PutResult.STORED);
        assertThat(fixture.store.stats().trash()).isEqualTo(ShardStore.MAX_SHARD_BYTES);
    }

    @Test
    void leavesTheDiskItsReserve() {
        fixture.diskFree = (1 << 20) + 1_000;

        assertCode(ErrorCode.DISK_FULL, () -> fixture.put(LEASE, shard(1, 1)));

        fixture.diskFree = 1 << 30;
        assertThat(fixture.put(LEASE, shard(1, 1))).isEqualTo(PutResult.STORED);
    }

    @Test
    void refusesASecondStoreInItsFolder() {
        assertCode(ErrorCode.CONFLICT, () -> fixture.open());
    }

    @Test
    void dropsWhatNobodyCommits() {
        fixture.put(LEASE, shard(1, 5));
        fixture.put(LEASE, shard(2, 5));
        fixture.add(LEASE, 1, shard(2, 5));

        fixture.pass(StoreOptions.TEMPORARY_TTL);
        var report = fixture.store.tick();

        assertThat(report.expired()).isEqualTo(1);
        assertThat(fixture.store.state(LEASE, shard(1, 5).root())).isEmpty();
        assertThat(fixture.store.state(LEASE, shard(2, 5).root())).contains(ShardState.COMMITTED);
    }

    @Test
    void resumesWithTheLastCoSignedRootAndBothSignatures() {
        fixture.put(LEASE, shard(1, 5));
        fixture.put(LEASE, shard(2, 7));
        InventoryRoot root = fixture.add(LEASE, 4, shard(1, 5), shard(2, 7));

        fixture.restart();

        assertThat(fixture.store.root(LEASE))
                .contains(new CoSignedRoot(root, StoreFixture.PAYER, StoreFixture.PROVIDER));
        var tree = SumTree.of(List.of(shard(1, 5).entry(), shard(2, 7).entry()));
        assertThat(root.root()).isEqualTo(tree.root());
        assertThat(root.size()).isEqualTo(12 * 1_024);
        assertThat(fixture.store.inventory(LEASE)).isEqualTo(tree.entries());
        assertThat(fixture.store.holding(LEASE)).isEqualTo(new LeaseHolding(12 * 1_024, 0, 0));
    }

    @Test
    void appliesNoChangeThatLeadsElsewhere() {
        fixture.put(LEASE, shard(1, 5));
        var change = new InventoryChange(List.of(shard(1, 5).entry()), List.of());
        var lie = new InventoryRoot(LEASE, 1, Digest.ZERO, 5 * 1_024, 1);

        assertCode(
                ErrorCode.STALE_ROOT,
                () -> fixture.store.commit(new CoSignedRoot(lie, StoreFixture.PAYER, StoreFixture.PROVIDER), change));

        assertThat(fixture.store.root(LEASE)).isEmpty();
        assertThat(fixture.store.state(LEASE, shard(1, 5).root())).contains(ShardState.TEMPORARY);
    }

    @Test
    void refusesWhatDoesNotFollow() {
        fixture.put(LEASE, shard(1, 5));
        fixture.add(LEASE, 3, shard(1, 5));
        var none = InventoryChange.NONE;
        var unknown = new InventoryChange(List.of(shard(9, 1).entry()), List.of());
        var resized = new InventoryChange(List.of(new InventoryEntry(shard(1, 5).root(), 1_024, 0)), List.of());
        var absent = new InventoryChange(List.of(), List.of(shard(9, 1).root()));

        assertCode(ErrorCode.STALE_ROOT, () -> fixture.store.propose(LEASE, 3, 1, none));
        assertCode(ErrorCode.STALE_ROOT, () -> fixture.store.propose(LEASE, 4, 2, none));
        assertCode(ErrorCode.STALE_ROOT, () -> fixture.store.propose(LEASE, 2, 2, absent));
        assertCode(ErrorCode.NOT_FOUND, () -> fixture.store.propose(LEASE, 3, 2, unknown));
        assertCode(ErrorCode.BAD_REQUEST, () -> fixture.store.propose(LEASE, 3, 2, resized));
        assertCode(ErrorCode.CONFLICT, () -> fixture.store.propose(LEASE, 3, 2, absent));
        assertThat(fixture.store.propose(LEASE, 4, 1, none).epoch()).isEqualTo(4);
    }

    @Test
    void takesARepeatedCommitOnce() {
        fixture.put(LEASE, shard(1, 5));
        var change = new InventoryChange(List.of(shard(1, 5).entry()), List.of());
        InventoryRoot root = fixture.commit(LEASE, 1, change);

        fixture.store.commit(new CoSignedRoot(root, StoreFixture.PAYER, StoreFixture.PROVIDER), change);

        assertThat(fixture.store.root(LEASE).orElseThrow().root()).isEqualTo(root);
    }

    @Test
    void movesRemovedShardsThroughTheTrash() {
        fixture.put(LEASE, shard(1, 5));
        fixture.put(LEASE, shard(2, 5));
        fixture.add(LEASE, 1, shard(1, 5), shard(2, 5));
        fixture.pass(Duration.ofDays(5));
        fixture.remove(LEASE, 2, shard(1, 5));
        fixture.restart();

        assertThat(fixture.store.state(LEASE, shard(1, 5).root())).contains(ShardState.TRASHED);
        assertThat(fixture.read(LEASE, shard(1, 5))).isEqualTo(shard(1, 5).bytes());

        fixture.pass(StoreOptions.TRASH_TTL);
        assertThat(fixture.store.tick().freed()).isEqualTo(1);
        fixture.restart();

        assertThat(fixture.store.state(LEASE, shard(1, 5).root())).isEmpty();
        assertThat(fixture.store.state(LEASE, shard(2, 5).root())).contains(ShardState.COMMITTED);
    }

    @Test
    void bringsAShardBackFromTheTrash() {
        fixture.put(LEASE, shard(1, 5));
        fixture.store.delete(LEASE, shard(1, 5).root());

        assertThat(fixture.put(LEASE, shard(1, 5))).isEqualTo(PutResult.STORED);
        fixture.restart();

        assertThat(fixture.store.state(LEASE, shard(1, 5).root())).contains(ShardState.TEMPORARY);
    }

    @Test
    void deletesNoCommittedShard() {
        fixture.put(LEASE, shard(1, 5));
        fixture.add(LEASE, 1, shard(1, 5));

        assertCode(
                ErrorCode.CONFLICT,
                () -> fixture.store.delete(LEASE, shard(1, 5).root()));
        assertThat(fixture.store.delete(LEASE, shard(9, 5).root())).isFalse();
    }

    @Test
    void provesThisEpochAndTheLast() {
        fixture.put(LEASE, shard(1, 5));
        fixture.put(LEASE, shard(2, 7));
        InventoryRoot first = fixture.add(LEASE, 1, shard(1, 5), shard(2, 7));
        InventoryRoot second = fixture.remove(LEASE, 2, shard(2, 7));
        fixture.restart();

        assertProves(first);
        assertProves(second);
        assertThat(fixture.store.root(LEASE, 1).orElseThrow().root()).isEqualTo(first);
        assertThat(fixture.store.root(LEASE, 9).orElseThrow().root()).isEqualTo(second);
        assertThat(fixture.store.root(LEASE, 0)).isEmpty();
        assertCode(ErrorCode.STALE_ROOT, () -> fixture.store.prove(LEASE, Digest.ZERO, List.of(0L)));
        assertCode(ErrorCode.BAD_REQUEST, () -> fixture.store.prove(LEASE, second.root(), List.of(5L)));
    }

    @Test
    void dropsALeaseAndKeepsTheOthers() {
        fixture.put(LEASE, shard(1, 5));
        fixture.put(OTHER, shard(1, 5));
        fixture.add(LEASE, 1, shard(1, 5));
        fixture.add(OTHER, 1, shard(1, 5));

        fixture.store.drop(LEASE);
        fixture.restart();

        assertThat(fixture.store.leases()).containsExactly(OTHER);
        assertThat(fixture.store.state(LEASE, shard(1, 5).root())).contains(ShardState.TRASHED);
        assertThat(fixture.store.state(OTHER, shard(1, 5).root())).contains(ShardState.COMMITTED);
    }

    @Test
    void givesTheDiskBackAndKeepsWhatLives() {
        int cells = 1_024;
        for (int i = 0; i < 24; i++) {
            fixture.put(LEASE, shard(i, cells));
            if (i % 8 == 0) {
                fixture.add(LEASE, 1, shard(i, cells));
            }
        }
        long before = fixture.store.stats().onDisk();

        fixture.pass(StoreOptions.TEMPORARY_TTL);
        var report = fixture.store.tick();

        assertThat(report.compacted()).isPositive();
        assertThat(fixture.store.stats().onDisk()).isLessThan(before / 2);
        fixture.restart();
        for (int i = 0; i < 24; i += 8) {
            assertThat(fixture.read(LEASE, shard(i, cells)))
                    .isEqualTo(shard(i, cells).bytes());
        }
        assertProves(fixture.store.root(LEASE).orElseThrow().root());
    }

    @Test
    void shortensAJournalOfManyCommits() {
        fixture.put(LEASE, shard(1, 1));
        fixture.add(LEASE, 0, shard(1, 1));
        for (int epoch = 1; epoch <= 1_200; epoch++) {
            fixture.commit(LEASE, epoch, InventoryChange.NONE);
            if (epoch == 1_150) {
                fixture.store.tick();
            }
        }
        fixture.restart();

        assertThat(folder.resolve("inventory.journal"))
                .satisfies(file -> assertThat(file.toFile().length()).isLessThan(100_000));
        assertThat(fixture.store.root(LEASE).orElseThrow().root().epoch()).isEqualTo(1_200);
        assertThat(fixture.store.root(LEASE, 1_199).orElseThrow().root().epoch())
                .isEqualTo(1_199);
    }

    private void assertProves(InventoryRoot root) {
        long cells = root.size() / 1_024;
        List<Long> positions =
                LongStream.range(0, cells).map(i -> cells - 1 - i).boxed().toList();

        List<ShardProof> proofs =
                fixture.store.prove(root.lease(), root.root(), positions.subList(0, (int) Math.min(cells, 1_000)));

        for (ShardProof proof : proofs) {
            assertThat(proof)
                    .isInstanceOfSatisfying(
                            ShardProof.Proven.class,
                            proven -> assertThat(proven.answer().proves(root.root(), root.size(), proven.cell()))
                                    .isTrue());
        }
    }

    @Test
    void movesShardsToAnotherLeaseAndLeavesOutWhatIsNotHeld() {
        var one = shard(1, 10);
        var two = shard(2, 20);
        var absent = shard(3, 5);
        fixture.put(LEASE, one);
        fixture.add(LEASE, 1, one);
        fixture.put(LEASE, two);

        var kept = fixture.store.rehome(
                LEASE,
                OTHER,
                List.of(one.root(), two.root(), absent.root()),
                fixture.instant().plusSeconds(60));

        assertThat(kept).containsExactlyInAnyOrder(one.root(), two.root());
        assertThat(fixture.read(OTHER, one)).isEqualTo(one.bytes());
        assertThat(fixture.store.state(OTHER, two.root())).contains(ShardState.TEMPORARY);
        assertThat(fixture.store.state(LEASE, one.root()))
                .as("the old lease keeps its own until it is emptied by a commit")
                .contains(ShardState.COMMITTED);
    }

    @Test
    void movesNothingMoreWhenTheStoreIsFull() {
        var shard = shard(1, 4_000);
        int fill = (int) (StoreFixture.QUOTA / shard.bytes().length);
        for (int seed = 1; seed <= fill; seed++) {
            fixture.put(LEASE, shard(seed, 4_000));
        }

        assertCode(
                ErrorCode.QUOTA_EXCEEDED,
                () -> fixture.store.rehome(
                        LEASE, OTHER, List.of(shard.root()), fixture.instant().plusSeconds(60)));

        assertThat(fixture.store.state(OTHER, shard.root())).isEmpty();
        assertThat(fixture.read(LEASE, shard)).isEqualTo(shard.bytes());
    }

    @Test
    void namesWhatCannotBeShown() {
        var committed = shard(1, 10);
        var temporary = shard(2, 10);
        var absent = shard(3, 10);
        fixture.put(LEASE, committed);
        fixture.add(LEASE, 1, committed);
        fixture.put(LEASE, temporary);

        assertThat(fixture.store.missing(LEASE, List.of(temporary.root(), absent.root())))
                .containsExactly(absent.root());
        assertThat(fixture.store.missing(OTHER, List.of(committed.root())))
                .as("held under another lease only")
                .containsExactly(committed.root());
    }

    static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
