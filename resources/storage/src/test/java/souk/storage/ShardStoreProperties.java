package souk.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;

/// Random operations against a model, with restarts in between.
final class ShardStoreProperties {
    /// Up to half a megabyte each, so that a run fills and compacts several logs.
    private static final List<StoreFixture.Shard> SHARDS = IntStream.range(0, 24)
            .mapToObj(number -> StoreFixture.shard(number, 1 + number * number))
            .toList();

    private static final class Model {
        final Map<Digest, ShardState> states = new HashMap<>();
        final Map<Digest, Instant> since = new HashMap<>();

        /// A record is younger than what it replaces, by a millisecond if the clock stood still between the two.
        void store(StoreFixture.Shard shard, Instant now) {
            Optional<Instant> replaced = since(shard).filter(at -> states.containsKey(shard.root()));
            enter(
                    shard,
                    ShardState.TEMPORARY,
                    now,
                    replaced.map(at -> at.plusMillis(1)).orElse(now));
        }

        void mark(StoreFixture.Shard shard, ShardState state, Instant now) {
            enter(shard, state, now, since(shard).orElse(now));
        }

        private Optional<Instant> since(StoreFixture.Shard shard) {
            return Optional.ofNullable(since.get(shard.root()));
        }

        private void enter(StoreFixture.Shard shard, ShardState state, Instant now, Instant earliest) {
            states.put(shard.root(), state);
            since.put(shard.root(), now.isBefore(earliest) ? earliest : now);
        }

        void expire(Instant now) {
            states.entrySet().removeIf(entry -> {
                Duration age = Duration.between(since.get(entry.getKey()), now);
                return switch (entry.getValue()) {
                    case COMMITTED -> false;
                    case TEMPORARY -> age.compareTo(StoreOptions.TEMPORARY_TTL) >= 0;
                    case TRASHED -> age.compareTo(StoreOptions.TRASH_TTL) >= 0;
                };
            });
        }
    }

    @Property(tries = 25)
    void agreesWithAModel(@ForAll long seed) throws IOException {
        Path folder = Files.createTempDirectory("souk-store");
        try (var fixture = new StoreFixture(folder, StoreFixture.OPTIONS.withDurability(Durability.PROCESS))) {
            run(fixture, new Random(seed));
        } finally {
            delete(folder);
        }
    }

    private static void run(StoreFixture fixture, Random random) {
        var model = new Model();
        for (int step = 0; step < 120; step++) {
            var shard = SHARDS.get(random.nextInt(SHARDS.size()));
            fixture.pass(Duration.ofHours(random.nextInt(8)));
            perform(fixture, model, shard, random.nextInt(10), step);
            if (random.nextInt(4) == 0) {
                fixture.store.tick();
                model.expire(fixture.instant());
                compare(fixture, model);
            }
        }
    }

    private static void perform(StoreFixture fixture, Model model, StoreFixture.Shard shard, int choice, int step) {
        ShardState state = model.states.get(shard.root());
        switch (choice) {
            case 0, 1, 2, 3 -> {
                boolean stored = fixture.put(StoreFixture.LEASE, shard) == PutResult.STORED;
                if (stored && state != ShardState.COMMITTED) {
                    model.store(shard, fixture.instant());
                }
            }
            case 4, 5 -> {
                if (state != null && state != ShardState.COMMITTED) {
                    fixture.add(StoreFixture.LEASE, step, shard);
                    model.mark(shard, ShardState.COMMITTED, fixture.instant());
                }
            }
            case 6 -> {
                if (state == ShardState.COMMITTED) {
                    fixture.remove(StoreFixture.LEASE, step, shard);
                    model.mark(shard, ShardState.TRASHED, fixture.instant());
                }
            }
            case 7 -> {
                if (state == ShardState.TEMPORARY) {
                    fixture.store.delete(StoreFixture.LEASE, shard.root());
                    model.mark(shard, ShardState.TRASHED, fixture.instant());
                }
            }
            default -> {
                fixture.restart();
                model.expire(fixture.instant());
            }
        }
    }

    private static void compare(StoreFixture fixture, Model model) {
        for (StoreFixture.Shard shard : SHARDS) {
            ShardState expected = model.states.get(shard.root());
            assertThat(fixture.store.state(StoreFixture.LEASE, shard.root())).isEqualTo(Optional.ofNullable(expected));
            if (expected != null) {
                assertThat(fixture.read(StoreFixture.LEASE, shard)).isEqualTo(shard.bytes());
            }
        }
        fixture.store.root(StoreFixture.LEASE).ifPresent(signed -> {
            var tree = SumTree.of(fixture.store.inventory(StoreFixture.LEASE));
            assertThat(signed.root().root()).isEqualTo(tree.root());
            assertThat(tree.entries()).allMatch(entry -> model.states.get(entry.root()) == ShardState.COMMITTED);
            if (tree.total() > 0) {
                long last = tree.total() / 1_024 - 1;
                assertThat(fixture.store.prove(StoreFixture.LEASE, tree.root(), List.of(0L, last)))
                        .allMatch(ShardProof.Proven.class::isInstance);
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
