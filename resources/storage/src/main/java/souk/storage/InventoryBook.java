package souk.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// The inventories of all leases, and the journal that remembers them. Reading needs no lock; writing is
/// guarded by the store's book lock.
final class InventoryBook implements AutoCloseable {
    /// Entries after which the journal is rewritten: replaying them takes seconds at worst.
    private static final int REWRITE_AFTER = 1_000;

    private final Map<LeaseId, LeaseInventory> leases = new ConcurrentHashMap<>();
    private final StoreJournal journal;
    private final boolean forces;
    private int entries;

    /// When shards and leases went to the trash, as the journal tells.
    private final Map<LeaseId, Map<Digest, Long>> trashed = new HashMap<>();
    private final Map<LeaseId, Long> dropped = new HashMap<>();

    private InventoryBook(Path folder, Disk disk, Durability durability) throws IOException {
        this.forces = durability == Durability.FULL;
        this.journal = StoreJournal.open(folder, disk, this::replay);
    }

    static InventoryBook open(Path folder, Disk disk, Durability durability) throws IOException {
        return new InventoryBook(folder, disk, durability);
    }

    LeaseInventory of(LeaseId lease) {
        return leases.getOrDefault(lease, LeaseInventory.NEW);
    }

    Map<LeaseId, LeaseInventory> all() {
        return leases;
    }

    /// Tells what the journal said of the trash, once, and forgets it: from then on the index knows.
    void handOverTrash(BiConsumer<LeaseId, Long> leaseGone, TrashedShard shardGone) {
        dropped.forEach(leaseGone);
        trashed.forEach((lease, shards) -> shards.forEach((root, at) -> shardGone.accept(lease, root, at)));
        dropped.clear();
        trashed.clear();
    }

    /// Receives one shard in the trash.
    interface TrashedShard {
        void accept(LeaseId lease, Digest root, long at);
    }

    void commit(JournalEntry.Committed committed, Inventory after) throws IOException {
        write(committed, forces);
        apply(committed.signed(), after);
    }

    /// Forced like every entry, though its loss would do no harm by itself: a loss of power may keep later pages and
    /// lose earlier ones, and a gap before sound entries is what the journal refuses to open with.
    void trash(JournalEntry.Trashed entry) throws IOException {
        write(entry, forces);
    }

    void drop(JournalEntry.Dropped entry) throws IOException {
        write(entry, forces);
        leases.remove(entry.lease());
    }

    boolean wantsRewrite() {
        return entries >= REWRITE_AFTER;
    }

    /// Shrinks the journal to what holds now.
    void rewrite(Stream<JournalEntry.Trashed> trash) throws IOException {
        Stream<JournalEntry> versions = leases.values().stream()
                .flatMap(lease -> Stream.concat(lease.previous().stream(), lease.current().stream()))
                .map(version -> new JournalEntry.Version(version.signed(), version.shards()));
        journal.rewrite(Stream.concat(versions, trash));
        entries = 0;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private void write(JournalEntry entry, boolean force) throws IOException {
        journal.append(entry);
        if (force) {
            journal.force();
        }
        entries++;
    }

    private void apply(CoSignedRoot signed, Inventory shards) {
        leases.put(signed.root().lease(), of(signed.root().lease()).with(new LeaseInventory.Version(signed, shards)));
    }

    private void replay(JournalEntry entry) {
        entries++;
        switch (entry) {
            case JournalEntry.Committed(long at, CoSignedRoot signed, InventoryChange change) -> {
                LeaseId lease = signed.root().lease();
                apply(signed, of(lease).shards().after(change));
                change.remove().forEach(root -> trashOf(lease).put(root, at));
            }
            case JournalEntry.Version(CoSignedRoot signed, Inventory shards) -> apply(signed, shards);
            case JournalEntry.Trashed(long at, LeaseId lease, Digest root) ->
                trashOf(lease).put(root, at);
            case JournalEntry.Dropped(long at, LeaseId lease) -> {
                dropped.put(lease, at);
                leases.remove(lease);
            }
        }
    }

    private Map<Digest, Long> trashOf(LeaseId lease) {
        return trashed.computeIfAbsent(lease, fresh -> new HashMap<>());
    }
}
