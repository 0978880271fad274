package souk.storage;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What the store knows of its shards: the index, under its lock, and the room booked for shards that arrive.
///
/// For any number of threads. Nothing here waits for a disk, but for the journal in [#trash].
final class ShardTable {
    private final StoreOptions options;
    private final InstantSource clock;
    private final ShardIndex index;
    private final ReentrantLock lock = new ReentrantLock();
    private long arriving;
    private int scrubCursor;

    /// A shard and where it was found.
    record Row(LeaseId lease, Digest root, Location location) {}

    /// Remembers that a shard went to the trash.
    interface TrashJournal {
        void write(JournalEntry.Trashed entry) throws IOException;
    }

    ShardTable(StoreOptions options, InstantSource clock, long salt) {
        this.options = options;
        this.clock = clock;
        this.index = new ShardIndex(salt);
    }

    // Opening, before other threads see the table

    /// The youngest record of a shard counts; of equals the later one, which compaction wrote.
    void found(RecordHeader header) {
        int row = index.find(header.lease(), header.root());
        if (row == ShardIndex.NONE || header.storedAt() >= index.since(row)) {
            index.put(header.lease(), header.root(), header.location(), ShardState.TEMPORARY, header.storedAt());
        }
    }

    void shardWasTrashed(LeaseId lease, Digest root, long at) {
        int row = index.find(lease, root);
        if (row != ShardIndex.NONE) {
            trash(row, at);
        }
    }

    /// Marks what is under co-signed inventories.
    ///
    /// @return how many of those are not here
    int adopt(Map<LeaseId, LeaseInventory> inventories) {
        int missing = 0;
        for (var lease : inventories.entrySet()) {
            for (InventoryEntry entry : lease.getValue().shards().entries()) {
                int row = index.find(lease.getKey(), entry.root());
                if (row == ShardIndex.NONE) {
                    missing++;
                } else {
                    index.mark(row, ShardState.COMMITTED, index.since(row));
                }
            }
        }
        return missing;
    }

    // Looking up

    Optional<Location> locate(LeaseId lease, Digest root) {
        return find(lease, root, index::location);
    }

    Optional<ShardState> state(LeaseId lease, Digest root) {
        return find(lease, root, index::state);
    }

    private <T> Optional<T> find(LeaseId lease, Digest root, IntFunction<T> read) {
        lock.lock();
        try {
            int row = index.find(lease, root);
            return row == ShardIndex.NONE ? Optional.empty() : Optional.of(read.apply(row));
        } finally {
            lock.unlock();
        }
    }

    /// A copy that a repeated put may leave as it is: not known to be damaged, and here for long enough.
    Optional<Row> reusable(LeaseId lease, Digest root) {
        lock.lock();
        try {
            int row = index.find(lease, root);
            if (row == ShardIndex.NONE || index.isSuspect(row)) {
                return Optional.empty();
            }
            long halfLife = options.temporaryTtl().toMillis() / 2;
            boolean lasts = switch (index.state(row)) {
                case COMMITTED -> true;
                case TEMPORARY -> clock.millis() - index.since(row) < halfLife;
                case TRASHED -> false;
            };
            return lasts ? Optional.of(row(row)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Leaves of `asked` those that are not here or damaged.
    void keepMissing(LeaseId lease, Set<Digest> asked) {
        lock.lock();
        try {
            asked.removeIf(root -> {
                int row = index.find(lease, root);
                return row != ShardIndex.NONE && !index.isSuspect(row);
            });
        } finally {
            lock.unlock();
        }
    }

    /// The next `count` shards, going round the table from call to call.
    List<Row> next(int count) {
        lock.lock();
        try {
            int taken = Math.min(count, index.size());
            var rows = new ArrayList<Row>(taken);
            for (int i = 0; i < taken; i++) {
                scrubCursor = scrubCursor < index.size() ? scrubCursor : 0;
                rows.add(row(scrubCursor++));
            }
            return rows;
        } finally {
            lock.unlock();
        }
    }

    /// Remembers that a shard is damaged.
    ///
    /// @return false when it moved meanwhile, so that what was seen says nothing about it
    boolean suspect(Row seen) {
        lock.lock();
        try {
            int row = index.find(seen.lease(), seen.root());
            if (row == ShardIndex.NONE || !index.location(row).equals(seen.location())) {
                return false;
            }
            index.suspect(row);
            return true;
        } finally {
            lock.unlock();
        }
    }

    LeaseHolding holding(LeaseId lease) {
        lock.lock();
        try {
            return index.holding(lease);
        } finally {
            lock.unlock();
        }
    }

    StoreStats stats(ShardLogs logs, DiskRoom room) {
        lock.lock();
        try {
            return new StoreStats(
                    options.quota(),
                    index.bytes(ShardState.COMMITTED),
                    index.bytes(ShardState.TEMPORARY),
                    arriving,
                    index.bytes(ShardState.TRASHED),
                    logs.bytes(),
                    room.free(),
                    index.size(),
                    index.suspects(),
                    logs.forces());
        } finally {
            lock.unlock();
        }
    }

    // Arriving

    /// Books room for a shard and its place in the logs; [#settle] must follow.
    RecordWriter admit(ShardLogs logs, DiskRoom room, LeaseId lease, Digest root, int length, long expiresAt)
            throws IOException {
        lock.lock();
        try {
            requireQuota(length);
            room.require(RecordHeader.frameBytes(length));
            int row = index.find(lease, root);
            long earliest = row == ShardIndex.NONE ? 0 : index.since(row) + 1;
            long storedAt = Math.max(clock.millis(), earliest);
            RecordWriter writer =
                    logs.reserve(new RecordHeader(new Location(0, 0, length), lease, root, storedAt, expiresAt));
            arriving += length;
            return writer;
        } finally {
            lock.unlock();
        }
    }

    /// Enters a shard that has arrived, or gives its room back.
    void settle(ShardLogs logs, RecordWriter writer, boolean kept) throws IOException {
        RecordHeader header = writer.header();
        lock.lock();
        try {
            arriving -= header.location().length();
            if (kept) {
                enter(header);
                logs.finish(writer);
            } else {
                logs.abandon(writer);
            }
        } finally {
            lock.unlock();
        }
    }

    private void enter(RecordHeader header) {
        int row = index.find(header.lease(), header.root());
        boolean outlived = row != ShardIndex.NONE && index.state(row) == ShardState.COMMITTED;
        boolean trashedMeanwhile = row != ShardIndex.NONE
                && index.state(row) == ShardState.TRASHED
                && index.since(row) >= header.storedAt();
        ShardState state = outlived || trashedMeanwhile ? index.state(row) : ShardState.TEMPORARY;
        long since = outlived || trashedMeanwhile ? Math.max(index.since(row), header.storedAt()) : header.storedAt();
        index.put(header.lease(), header.root(), header.location(), state, since);
    }

    private void requireQuota(long more) {
        long used = index.bytes(ShardState.COMMITTED) + index.bytes(ShardState.TEMPORARY) + arriving;
        if (used + more > options.quota()) {
            throw new SoukException(
                    ErrorCode.QUOTA_EXCEEDED, "the store holds " + used + " of " + options.quota() + " bytes");
        }
    }

    // Inventories and the trash

    void requireHeld(LeaseId lease, List<InventoryEntry> entries) {
        lock.lock();
        try {
            for (InventoryEntry entry : entries) {
                int row = index.find(lease, entry.root());
                if (row == ShardIndex.NONE || index.isSuspect(row)) {
                    throw new SoukException(ErrorCode.NOT_FOUND, "not held here: shard " + entry.root());
                }
                if (index.location(row).length() != entry.size()) {
                    throw new SoukException(ErrorCode.BAD_REQUEST, "another size: shard " + entry.root());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Shards that come back from the trash count again.
    void requireRoom(LeaseId lease, List<InventoryEntry> entries) {
        lock.lock();
        try {
            long fromTrash = entries.stream()
                    .filter(entry -> index.state(index.find(lease, entry.root())) == ShardState.TRASHED)
                    .mapToLong(InventoryEntry::size)
                    .sum();
            if (fromTrash > 0) {
                requireQuota(fromTrash);
            }
        } finally {
            lock.unlock();
        }
    }

    void commit(LeaseId lease, InventoryChange change, long now) {
        lock.lock();
        try {
            change.add().forEach(entry -> mark(index.find(lease, entry.root()), ShardState.COMMITTED, now));
            change.remove().forEach(root -> mark(index.find(lease, root), ShardState.TRASHED, now));
        } finally {
            lock.unlock();
        }
    }

    private void mark(int row, ShardState state, long now) {
        if (row != ShardIndex.NONE) {
            index.mark(row, state, Math.max(now, index.since(row)));
        }
    }

    /// Moves an uncommitted shard to the trash once the journal has it.
    ///
    /// @return whether there was one
    boolean trash(LeaseId lease, Digest root, TrashJournal journal) throws IOException {
        lock.lock();
        try {
            int row = index.find(lease, root);
            if (row == ShardIndex.NONE || index.state(row) == ShardState.TRASHED) {
                return false;
            }
            if (index.state(row) == ShardState.COMMITTED) {
                throw new SoukException(ErrorCode.CONFLICT, "the shard is in the inventory: remove it by a commit");
            }
            long now = Math.max(clock.millis(), index.since(row));
            journal.write(new JournalEntry.Trashed(now, lease, root));
            index.mark(row, ShardState.TRASHED, now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Moves all shards of a lease to the trash.
    void drop(LeaseId lease, long at) {
        lock.lock();
        try {
            for (int row = 0; row < index.size(); row++) {
                if (index.lease(row).equals(lease)) {
                    trash(row, at);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// A shard that was stored again after it had been trashed is none of the trash.
    private void trash(int row, long at) {
        if (index.state(row) != ShardState.TRASHED && index.since(row) <= at) {
            index.mark(row, ShardState.TRASHED, at);
        }
    }

    List<JournalEntry.Trashed> trash() {
        lock.lock();
        try {
            return IntStream.range(0, index.size())
                    .filter(row -> index.state(row) == ShardState.TRASHED)
                    .mapToObj(row -> new JournalEntry.Trashed(index.since(row), index.lease(row), index.root(row)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    // Tidying

    record Dropped(int temporary, int trashed) {}

    Dropped dropExpired() {
        long now = clock.millis();
        int temporary = 0;
        int trashed = 0;
        lock.lock();
        try {
            for (int row = index.size() - 1; row >= 0; row--) {
                long age = now - index.since(row);
                ShardState state = index.state(row);
                if (state == ShardState.TEMPORARY
                        && age >= options.temporaryTtl().toMillis()) {
                    index.remove(row);
                    temporary++;
                } else if (state == ShardState.TRASHED
                        && age >= options.trashTtl().toMillis()) {
                    index.remove(row);
                    trashed++;
                }
            }
            return new Dropped(temporary, trashed);
        } finally {
            lock.unlock();
        }
    }

    /// Bytes that live in each log, frames included.
    Map<Integer, Long> liveBytes() {
        lock.lock();
        try {
            var live = new HashMap<Integer, Long>();
            for (int row = 0; row < index.size(); row++) {
                Location location = index.location(row);
                live.merge(location.log(), (long) RecordHeader.frameBytes(location.length()), Long::sum);
            }
            return live;
        } finally {
            lock.unlock();
        }
    }

    List<Row> rowsOf(int log) {
        lock.lock();
        try {
            return IntStream.range(0, index.size())
                    .filter(row -> index.inLog(row, log))
                    .mapToObj(this::row)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// Says where copied shards are now; one without a copy is forgotten.
    void relocate(Map<Row, Optional<Location>> copies) {
        lock.lock();
        try {
            copies.forEach((seen, copy) -> {
                int row = index.find(seen.lease(), seen.root());
                if (row == ShardIndex.NONE || !index.location(row).equals(seen.location())) {
                    return;
                }
                copy.ifPresentOrElse(to -> index.move(row, to), () -> index.remove(row));
            });
        } finally {
            lock.unlock();
        }
    }

    private Row row(int row) {
        return new Row(index.lease(row), index.root(row), index.location(row));
    }
}
