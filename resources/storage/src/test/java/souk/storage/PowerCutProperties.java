package souk.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import souk.core.error.SoukException;
import souk.core.market.InventoryRoot;
import souk.core.value.Digest;

/// The power is cut at any operation of the disk; what was acknowledged has to be there afterwards.
final class PowerCutProperties {
    private static final int LIVES = 3;
    private static final int STEPS = 40;
    /// Small ones, so that many share a page, and some of many pages.
    private static final List<StoreFixture.Shard> SHARDS = IntStream.range(0, 60)
            .mapToObj(number -> StoreFixture.shard(number, number % 6 == 0 ? 1 + number : 1 + number % 4))
            .toList();

    /// What the store promised.
    private static final class Promises {
        final Map<Digest, StoreFixture.Shard> kept = new HashMap<>();
        final Set<Digest> committed = new HashSet<>();
        Optional<InventoryRoot> root = Optional.empty();
        /// The commit that was under way when the power went.
        Optional<InventoryRoot> pending = Optional.empty();
    }

    @Property(tries = 80)
    void keepsWhatItAcknowledged(@ForAll long seed) throws IOException {
        var random = new Random(seed);
        Path folder = Files.createTempDirectory("souk-power");
        try {
            var promises = new Promises();
            for (int life = 0; life < LIVES; life++) {
                live(folder.resolve("life-" + life), folder.resolve("life-" + (life + 1)), promises, random);
            }
        } finally {
            delete(folder);
        }
    }

    private static void live(Path folder, Path next, Promises promises, Random random) throws IOException {
        var disk = new ForgetfulDisk();
        Files.createDirectories(folder);
        disk.adopt(folder);
        boolean cutsWhileOpening = random.nextInt(8) == 0;
        disk.cutPowerAfter(cutsWhileOpening ? random.nextInt(8) : 8 + random.nextInt(400));
        try (var fixture = new StoreFixture(folder, StoreFixture.OPTIONS, disk)) {
            verify(fixture, promises);
            for (int step = 0; step < STEPS && !disk.isDark(); step++) {
                use(fixture, promises, random);
            }
        } catch (SoukException e) {
            assertThat(disk.isDark()).as(e.toString()).isTrue();
        }
        disk.remains(next, random);
    }

    private static void verify(StoreFixture fixture, Promises promises) {
        var root = fixture.store.root(StoreFixture.LEASE).map(CoSignedRoot::root);
        if (!promises.pending.isEmpty() && root.equals(promises.pending)) {
            promises.root = root;
            promises.committed.clear();
            fixture.store.inventory(StoreFixture.LEASE).forEach(entry -> promises.committed.add(entry.root()));
        }
        promises.pending = Optional.empty();
        assertThat(root).isEqualTo(promises.root);
        for (Digest shard : promises.committed) {
            assertThat(fixture.store.state(StoreFixture.LEASE, shard)).contains(ShardState.COMMITTED);
        }
        for (StoreFixture.Shard shard : promises.kept.values()) {
            assertThat(fixture.store.state(StoreFixture.LEASE, shard.root())).isPresent();
            assertThat(fixture.read(StoreFixture.LEASE, shard)).isEqualTo(shard.bytes());
        }
        assertThat(fixture.store.scrub(SHARDS.size()).damaged()).isEmpty();
    }

    private static void use(StoreFixture fixture, Promises promises, Random random) {
        var shard = SHARDS.get(random.nextInt(SHARDS.size()));
        boolean isKept = promises.kept.containsKey(shard.root());
        boolean isCommitted = promises.committed.contains(shard.root());
        fixture.pass(Duration.ofSeconds(1));
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                fixture.put(StoreFixture.LEASE, shard);
                promises.kept.put(shard.root(), shard);
            }
            case 3 -> {
                if (isKept && !isCommitted) {
                    commit(fixture, promises, new InventoryChange(List.of(shard.entry()), List.of()));
                    promises.committed.add(shard.root());
                }
            }
            case 4 -> {
                if (isCommitted) {
                    commit(fixture, promises, new InventoryChange(List.of(), List.of(shard.root())));
                    promises.committed.remove(shard.root());
                }
            }
            case 5 -> fixture.store.tick();
            default -> {
                // Many at once, so that the journal holds several pages that nobody forced.
                for (var each : SHARDS) {
                    if (promises.kept.containsKey(each.root()) && !promises.committed.contains(each.root())) {
                        fixture.store.delete(StoreFixture.LEASE, each.root());
                    }
                }
            }
        }
    }

    private static void commit(StoreFixture fixture, Promises promises, InventoryChange change) {
        long revision = promises.root.map(InventoryRoot::revision).orElse(0L) + 1;
        var root = fixture.store.propose(StoreFixture.LEASE, 1, revision, change);
        promises.pending = Optional.of(root);
        fixture.store.commit(new CoSignedRoot(root, StoreFixture.PAYER, StoreFixture.PROVIDER), change);
        promises.root = promises.pending;
        promises.pending = Optional.empty();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
