package souk.storage;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import souk.core.market.InventoryRoot;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.MerkleHasher;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

/// A store on a clock that only tests move, and shards to put into it.
final class StoreFixture implements InstantSource, AutoCloseable {
    static final LeaseId LEASE = new LeaseId("0x" + "11".repeat(32));
    static final LeaseId OTHER = new LeaseId("0x" + "22".repeat(32));
    static final Signature PAYER = new Signature("0x" + "aa".repeat(65));
    static final Signature PROVIDER = new Signature("0x" + "bb".repeat(65));
    static final long QUOTA = 64 << 20;
    static final StoreOptions OPTIONS =
            StoreOptions.ofQuota(QUOTA).withMinimumFree(1 << 20).withLogSize(StoreOptions.MIN_LOG_SIZE);

    final Path folder;
    private final StoreOptions options;
    private final Disk disk;
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");
    long diskFree = 1L << 40;
    ShardStore store;

    StoreFixture(Path folder) {
        this(folder, OPTIONS);
    }

    StoreFixture(Path folder, StoreOptions options) {
        this(folder, options, new Disk());
    }

    StoreFixture(Path folder, StoreOptions options, Disk disk) {
        this.folder = folder;
        this.options = options;
        this.disk = disk;
        this.store = open();
    }

    /// A shard and its root.
    record Shard(byte[] bytes, Digest root) {
        InventoryEntry entry() {
            return new InventoryEntry(root, bytes.length, 2_000_000_000);
        }
    }

    static Shard shard(int seed, int cells) {
        var bytes = new byte[cells * 1_024];
        new Random(seed).nextBytes(bytes);
        return new Shard(bytes, MerkleHasher.rootOf(bytes));
    }

    PutResult put(LeaseId lease, Shard shard) {
        return store.put(
                lease,
                shard.root(),
                new ByteArrayInputStream(shard.bytes()),
                shard.bytes().length,
                now.plus(Duration.ofDays(30)));
    }

    byte[] read(LeaseId lease, Shard shard) {
        try (var in = store.read(lease, shard.root(), 0, shard.bytes().length)) {
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    InventoryRoot commit(LeaseId lease, long epoch, InventoryChange change) {
        long last = store.root(lease).map(signed -> signed.root().revision()).orElse(0L);
        InventoryRoot root = store.propose(lease, epoch, change.isEmpty() ? last : last + 1, change);
        store.commit(new CoSignedRoot(root, PAYER, PROVIDER), change);
        return root;
    }

    InventoryRoot add(LeaseId lease, long epoch, Shard... shards) {
        var entries = List.of(shards).stream().map(Shard::entry).toList();
        return commit(lease, epoch, new InventoryChange(entries, List.of()));
    }

    InventoryRoot remove(LeaseId lease, long epoch, Shard shard) {
        return commit(lease, epoch, new InventoryChange(List.of(), List.of(shard.root())));
    }

    void restart() {
        store.close();
        store = open();
    }

    ShardStore open() {
        return ShardStore.open(folder, options, this, new Random(7), disk, () -> diskFree);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Path log(int number) {
        return folder.resolve("shards-%08d.log".formatted(number));
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void close() {
        store.close();
    }
}
