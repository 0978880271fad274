package souk.gateway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.MerkleHasher;
import souk.core.placement.Fates;
import souk.core.placement.Profile;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.gateway.store.BucketKey;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.SegmentStore;
import souk.gateway.store.SegmentStoreContract;
import souk.gateway.store.StorageCost;
import souk.gateway.store.TenantId;
import souk.sdk.storage.PeerHealth;
import souk.sdk.storage.SegmentReader;
import souk.sdk.storage.SegmentRules;
import souk.sdk.storage.SegmentRules.Acknowledged;
import souk.sdk.storage.SegmentWriter;
import souk.sdk.storage.ShardTransport;
import souk.sdk.storage.StorageLease;
import souk.sdk.storage.UploadMemory;
import souk.sql.Sqlite;
import souk.trust.NodeKey;

/// Real coding, sealing and books over providers in memory.
final class NetworkSegmentStoreTest extends SegmentStoreContract {
    private static final Profile PROFILE = Profile.DEV;
    private static final TenantId TENANT = new TenantId("tenant");

    @TempDir
    private Path folder = Path.of("");

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock = InstantSource.system();
    private final Shards shards = new Shards();
    private Optional<Sqlite> database = Optional.empty();
    private Optional<NetworkSegmentStore> store = Optional.empty();

    /// Providers that keep what the consumer's book says and forget the rest at once.
    private final class Shards implements ShardTransport {
        final Map<Digest, byte[]> kept = new ConcurrentHashMap<>();
        final Set<Address> down = ConcurrentHashMap.newKeySet();

        @Override
        public void put(StorageLease lease, Digest root, byte[] shard) {
            requireUp(lease);
            if (!MerkleHasher.rootOf(shard).equals(root)) {
                throw new SoukException(ErrorCode.CORRUPT, "these bytes are not shard " + root);
            }
            kept.put(root, shard.clone());
        }

        @Override
        public byte[] get(StorageLease lease, Digest root, long offset, int length) {
            requireUp(lease);
            boolean wanted = book().wanted(lease.lease()).stream()
                    .anyMatch(entry -> entry.root().equals(root));
            var bytes = kept.get(root);
            if (!wanted || bytes == null) {
                throw new SoukException(ErrorCode.NOT_FOUND, "no shard " + root);
            }
            return java.util.Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        }

        private void requireUp(StorageLease lease) {
            if (down.contains(lease.provider())) {
                throw new SoukException(ErrorCode.UNAVAILABLE, lease.provider() + " is down");
            }
        }
    }

    private final List<StorageLease> leases = leases();

    @BeforeEach
    void open() {
        database = Optional.of(Sqlite.open(
                folder.resolve("book.db"),
                List.of(SqliteShardBook.SCHEMA, SqlitePlacements.SCHEMA, RepairGrants.SCHEMA)));
        var health = new PeerHealth(clock);
        var writer = new SegmentWriter(() -> leases, shards, book(), health, random, new UploadMemory(16));
        var reader = new SegmentReader(
                id -> leases.stream().filter(lease -> lease.lease().equals(id)).findFirst(),
                new SqlitePlacements(database.orElseThrow()),
                shards,
                health);
        var way = new NetworkSegmentStore.Way(_ -> {}, writer, reader);
        store = Optional.of(new NetworkSegmentStore(
                Map.of(TENANT, way),
                book(),
                scope -> new SegmentRules(PROFILE, new Fates(false, true), Acknowledged.QUORUM),
                _ -> Optional.empty(),
                _ -> StorageCost.NONE,
                random));
    }

    @AfterEach
    void close() {
        database.ifPresent(Sqlite::close);
    }

    @Override
    protected SegmentStore store() {
        return store.orElseThrow();
    }

    @Test
    void readsAPackWithoutThreeOfFiveProviders() throws IOException {
        var packed = store().pack(scope(), List.of(new byte[] {1, 2, 3}, new byte[] {4, 5}), manifest -> {});
        leases.subList(0, 2).forEach(lease -> shards.down.add(lease.provider()));

        try (var stream = store().read(scope(), packed.bodies(), 1, 5)) {
            assertThat(stream.readAllBytes()).containsExactly(2, 3, 4, 5);
        }
    }

    @Test
    void readsFromSparesThatTookThePlaceOfOthers() throws IOException {
        shards.down.add(leases.getFirst().provider());
        var bytes = new byte[100_000];
        random.nextBytes(bytes);
        var segment = store().write(scope(), new ByteArrayInputStream(bytes), bytes.length, manifest -> {});
        leases.subList(1, 3).forEach(lease -> shards.down.add(lease.provider()));

        try (var stream = store().read(scope(), List.of(segment), 0, bytes.length)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void acknowledgesNothingThatTooFewProvidersKeep() {
        leases.subList(0, 3).forEach(lease -> shards.down.add(lease.provider()));

        assertThatThrownBy(() -> store().pack(scope(), List.of(new byte[] {1}), manifest -> {}))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store().write(scope(), new ByteArrayInputStream(new byte[9]), 9, manifest -> {}))
                .isInstanceOf(IOException.class);
        assertThat(book().wanted(leases.getLast().lease())).isEmpty();
    }

    private static SegmentScope scope() {
        return new SegmentScope(
                TENANT,
                BucketKey.of(new byte[BucketKey.LENGTH]),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private SqliteShardBook book() {
        return new SqliteShardBook(database.orElseThrow());
    }

    private List<StorageLease> leases() {
        var all = new ArrayList<StorageLease>();
        for (int number = 1; number <= PROFILE.attempts(); number++) {
            all.add(new StorageLease(
                    new LeaseId("0x" + "%064x".formatted(number)),
                    new Address("0x" + "%040x".formatted(number)),
                    NodeKey.generate(random).did(),
                    URI.create("https://127.0.0.1:1"),
                    new StorageLease.Site(new Region("eu-west-1"), "127.0.0", "IE"),
                    clock.instant().plus(Duration.ofDays(1))));
        }
        return all;
    }
}
