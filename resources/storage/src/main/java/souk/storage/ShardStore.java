package souk.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.market.InventoryRoot;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.MerkleHasher;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// The shards of one provider in one folder: append-only logs, an index in memory, a journal of co-signed
/// inventories.
///
/// A shard is *temporary* when it arrives, *committed* once it is in an inventory both parties signed,
/// *trashed* when it was removed. What neither the inventory nor the trash names is temporary until its time is
/// up, which is why a start needs no more than the headers of the logs and the journal.
///
/// For any number of threads. Starts none: the owner calls [#tick] and [#scrub] now and then. A start reads 128
/// bytes a shard; at rest a shard costs 65 bytes of heap, and 48 in each kept inventory.
///
/// Locks, in this order: maintenance, book (inventories, journal, all that ends a shard), index. Sums never
/// wait for a disk: bodies are written and forced outside all three.
public final class ShardStore implements AutoCloseable {
    /// Largest shard, 8 MiB: a segment of 64 MiB over k = 10 with room to spare, and what one proof reads.
    public static final int MAX_SHARD_BYTES = 8 << 20;
    /// Most cells one call of [#prove] answers.
    public static final int MAX_PROOFS = 1_000;
    /// Live share of a log, in percent, at or below which it is rewritten.
    public static final int COMPACT_AT_PERCENT = 25;

    private static final System.Logger LOGGER = System.getLogger(ShardStore.class.getName());
    private static final int BUFFER_BYTES = 64 << 10;
    /// A shard moves at most this often between looking it up and opening its log.
    private static final int READ_ATTEMPTS = 4;

    private final StoreOptions options;
    private final InstantSource clock;
    private final LongSupplier diskFree;
    private final FolderLock folderLock;
    private final ShardLogs logs;
    private final ShardIndex index;
    private final InventoryBook book;
    private final ReentrantLock maintenance = new ReentrantLock();
    private final ReentrantLock bookLock = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private long arriving;
    private int scrubCursor;

    private ShardStore(
            Path folder,
            StoreOptions options,
            InstantSource clock,
            RandomGenerator random,
            Disk disk,
            LongSupplier free)
            throws IOException {
        Files.createDirectories(folder);
        this.options = options;
        this.clock = clock;
        this.diskFree = free;
        this.index = new ShardIndex(random.nextLong());
        this.folderLock = FolderLock.take(folder);
        try {
            long nonce = nonce(folder, disk, random);
            this.book = InventoryBook.open(folder, disk, options.durability());
            this.logs = ShardLogs.open(folder, disk, nonce, options.logSize(), this::found);
        } catch (IOException | RuntimeException e) {
            folderLock.close();
            throw e;
        }
        book.handOverTrash(this::leaseWasDropped, this::shardWasTrashed);
        adoptInventories();
    }

    /// Opens or creates the store in `folder`.
    ///
    /// @param random for the store's secret nonce, so a secure one
    /// @throws SoukException `CONFLICT` if the folder is in use, `CORRUPT` if its journal is damaged before its
    ///     tail, `UNAVAILABLE` if the disk fails
    public static ShardStore open(Path folder, StoreOptions options, InstantSource clock, RandomGenerator random) {
        return open(folder, options, clock, random, new Disk(), new UsableSpace(folder));
    }

    static ShardStore open(
            Path folder,
            StoreOptions options,
            InstantSource clock,
            RandomGenerator random,
            Disk disk,
            LongSupplier diskFree) {
        try {
            var store = new ShardStore(folder, options, clock, random, disk, diskFree);
            store.tick();
            return store;
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "cannot open the shard store in " + folder, e);
        }
    }

    /// Receives a shard. When this returns, the shard is as durable as [StoreOptions#durability()] says. An
    /// intact copy that is there already is read back and kept, and `body` is left alone; a damaged one is
    /// replaced.
    ///
    /// @param root the claimed RFC 6962 root over the cells of `body`
    /// @param length bytes to read from `body`: a positive multiple of 1,024, at most [#MAX_SHARD_BYTES]
    /// @param expiresAt until when the payer intends to keep it; goes to disk with the shard
    /// @throws SoukException `CORRUPT` if the bytes have another root, `BAD_REQUEST` for a bad length, a past
    ///     expiry or a body that ends early, `QUOTA_EXCEEDED`, `DISK_FULL`, `UNAVAILABLE` if sender or disk
    ///     fail; nothing is kept then
    public PutResult put(LeaseId lease, Digest root, InputStream body, long length, Instant expiresAt) {
        requireShape(length, expiresAt);
        if (hasIntact(lease, root)) {
            return PutResult.ALREADY_STORED;
        }
        RecordWriter writer = admit(lease, root, (int) length, expiresAt);
        boolean kept = false;
        try {
            receive(body, writer);
            writer.finish();
            if (options.durability() == Durability.FULL) {
                writer.log().sync().await();
            }
            kept = true;
        } catch (IOException e) {
            throw diskFailure("writing a shard", e);
        } finally {
            settle(writer, kept);
        }
        return PutResult.STORED;
    }

    /// Opens a shard's bytes, in whatever state the shard is; the caller closes the stream. The stream throws
    /// [IOException] if the disk fails. Bytes are not checked here: readers hold the root, and [#scrub]
    /// and [#prove] do.
    ///
    /// @throws SoukException `NOT_FOUND` if there is no such shard, `BAD_REQUEST` for a range outside it,
    ///     `CORRUPT` if its log is gone
    public InputStream read(LeaseId lease, Digest root, long offset, long length) {
        for (int attempt = 1; ; attempt++) {
            Location location =
                    locate(lease, root).orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no shard " + root));
            if (offset < 0 || length < 0 || offset > location.length() - length) {
                throw new SoukException(
                        ErrorCode.BAD_REQUEST, "the shard has " + location.length() + " bytes, not that range");
            }
            try {
                return logs.read(location, (int) offset, (int) length);
            } catch (IOException e) {
                if (attempt == READ_ATTEMPTS || locate(lease, root).equals(Optional.of(location))) {
                    throw new SoukException(ErrorCode.CORRUPT, "the log of shard " + root + " is gone", e);
                }
            }
        }
    }

    /// The bytes of a shard, if the store knows it.
    public Optional<Long> size(LeaseId lease, Digest root) {
        return locate(lease, root).map(location -> (long) location.length());
    }

    /// The state of a shard, if the store knows it.
    public Optional<ShardState> state(LeaseId lease, Digest root) {
        lock.lock();
        try {
            int row = index.find(lease, root);
            return row == ShardIndex.NONE ? Optional.empty() : Optional.of(index.state(row));
        } finally {
            lock.unlock();
        }
    }

    /// What a commit of `change` would make of the lease's inventory, for both parties to sign. Changes
    /// nothing.
    ///
    /// @param epoch not below the last co-signed one
    /// @param revision the last co-signed one plus one; without a change the same, in a later epoch
    /// @throws SoukException `STALE_ROOT` if epoch or revision do not follow, `NOT_FOUND` for a shard that is
    ///     not held or damaged, `BAD_REQUEST` for a size that is not the shard's, `CONFLICT` for a removal of
    ///     what is not there
    public InventoryRoot propose(LeaseId lease, long epoch, long revision, InventoryChange change) {
        LeaseInventory before = book.of(lease);
        before.requireNext(epoch, revision, !change.isEmpty());
        requireHeld(lease, change.add());
        return rootOf(lease, epoch, revision, before.shards().after(change));
    }

    /// Applies a change that both parties signed, durably and at once: after a crash it has happened or not.
    /// Repeating the last commit does nothing. The caller has checked both signatures.
    ///
    /// @throws SoukException as [#propose], and `STALE_ROOT` if the signed root is not what the change leads
    ///     to, `QUOTA_EXCEEDED` if shards from the trash no longer fit
    public void commit(CoSignedRoot signed, InventoryChange change) {
        InventoryRoot root = signed.root();
        LeaseInventory before = book.of(root.lease());
        if (before.current().isPresent() && before.current().get().root().equals(root)) {
            return;
        }
        before.requireNext(root.epoch(), root.revision(), !change.isEmpty());
        Inventory after = before.shards().after(change);
        InventoryRoot mine = rootOf(root.lease(), root.epoch(), root.revision(), after);
        if (!mine.equals(root)) {
            throw new SoukException(
                    ErrorCode.STALE_ROOT, "signed root " + root.root() + ", but the change leads to " + mine.root());
        }
        bookLock.lock();
        try {
            if (!book.of(root.lease()).current().equals(before.current())) {
                throw new SoukException(ErrorCode.STALE_ROOT, "another commit of this lease came first");
            }
            requireHeld(root.lease(), change.add());
            requireRoom(root.lease(), change.add());
            long now = clock.millis();
            book.commit(new JournalEntry.Committed(now, signed, change), after);
            mark(root.lease(), change, now);
        } catch (IOException e) {
            throw diskFailure("committing an inventory", e);
        } finally {
            bookLock.unlock();
        }
    }

    /// The root both parties signed last.
    public Optional<CoSignedRoot> root(LeaseId lease) {
        return book.of(lease).current().map(LeaseInventory.Version::signed);
    }

    /// The co-signed root that stands at the end of `epoch`: the last one not later than it. Of earlier epochs
    /// only the latest is kept.
    public Optional<CoSignedRoot> root(LeaseId lease, long epoch) {
        return book.of(lease).at(epoch).map(LeaseInventory.Version::signed);
    }

    /// The shards under the current co-signed root, sorted.
    public List<InventoryEntry> inventory(LeaseId lease) {
        return book.of(lease).shards().entries();
    }

    /// Leases with a co-signed inventory.
    public List<LeaseId> leases() {
        return book.all().keySet().stream().sorted().toList();
    }

    /// Proves possession of cells of the current or the previous epoch's inventory. A shard that is gone or
    /// damaged gives [ShardProof.Missing], never an exception.
    ///
    /// @param inventoryRoot the root the cells are counted under
    /// @param cells positions in units of 1,024 bytes; at most [#MAX_PROOFS]
    /// @return a proof for each cell, in the same order
    /// @throws SoukException `STALE_ROOT` if the root is none of the two, `TOO_LARGE` or `BAD_REQUEST` for the
    ///     cells
    public List<ShardProof> prove(LeaseId lease, Digest inventoryRoot, List<Long> cells) {
        if (cells.size() > MAX_PROOFS) {
            throw new SoukException(ErrorCode.TOO_LARGE, "at most " + MAX_PROOFS + " cells at once");
        }
        LeaseInventory.Version version = book.of(lease)
                .under(inventoryRoot)
                .orElseThrow(() -> new SoukException(
                        ErrorCode.STALE_ROOT, "neither this epoch's nor the last one's root: " + inventoryRoot));
        return new ProofReader(version.shards().tree(), (root, size) -> bytes(lease, root, size)).prove(cells);
    }

    /// Moves an uncommitted shard to the trash.
    ///
    /// @return whether there was one
    /// @throws SoukException `CONFLICT` if it is committed: that takes a commit
    public boolean delete(LeaseId lease, Digest root) {
        bookLock.lock();
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
            book.trash(new JournalEntry.Trashed(now, lease, root));
            index.mark(row, ShardState.TRASHED, now);
            return true;
        } catch (IOException e) {
            throw diskFailure("deleting a shard", e);
        } finally {
            lock.unlock();
            bookLock.unlock();
        }
    }

    /// Ends a lease: forgets its inventories and moves all its shards to the trash. Only after its last dispute
    /// window, since nothing can be proven afterwards.
    public void drop(LeaseId lease) {
        bookLock.lock();
        try {
            long now = clock.millis();
            book.drop(new JournalEntry.Dropped(now, lease));
            leaseWasDropped(lease, now);
        } catch (IOException e) {
            throw diskFailure("dropping a lease", e);
        } finally {
            bookLock.unlock();
        }
    }

    /// Checks the next `count` shards against their checksums, going round the store from call to call.
    public ScrubReport scrub(int count) {
        int checked = 0;
        long bytes = 0;
        var damaged = new ArrayList<ScrubReport.Damaged>();
        for (Row row : nextRows(count)) {
            Optional<ShardProof.Loss> loss = check(row);
            checked++;
            bytes += row.location().length();
            loss.ifPresent(kind -> damaged.add(new ScrubReport.Damaged(row.lease(), row.root(), kind)));
        }
        if (!damaged.isEmpty()) {
            // One line a round: a lost file would otherwise bring one for each of thousands of shards.
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "shards_damaged count=" + damaged.size() + " checked=" + checked + " first="
                            + damaged.getFirst().root());
        }
        return new ScrubReport(checked, bytes, damaged);
    }

    /// Checks as many shards as make a whole round of the store in `round` when it is called every `pause`.
    ///
    /// @param least shards in any case: a small store is read more often
    public ScrubReport scrub(int least, Duration round, Duration pause) {
        long share = Math.ceilDiv(stats().shards() * pause.toSeconds(), round.toSeconds());
        return scrub(Math.toIntExact(Math.max(least, share)));
    }

    /// Which of these shards cannot be shown, and which of the lease's inventory: they are gone, or a scrub or a proof
    /// found them damaged. A shard stored again is whole.
    public Set<Digest> missing(LeaseId lease, List<Digest> roots) {
        var asked = new LinkedHashSet<>(roots);
        inventory(lease).forEach(entry -> asked.add(entry.root()));
        lock.lock();
        try {
            asked.removeIf(root -> {
                int row = index.find(lease, root);
                return row != ShardIndex.NONE && !index.isSuspect(row);
            });
        } finally {
            lock.unlock();
        }
        return Set.copyOf(asked);
    }

    /// Stores under `to` what is held under `from`, reading it back on the way.
    ///
    /// @return those that are durable under `to`; others are not held, or damaged
    /// @throws SoukException as [#put], but for what is wrong with a single shard
    public Set<Digest> rehome(LeaseId from, LeaseId to, List<Digest> roots, Instant expiresAt) {
        var kept = new LinkedHashSet<Digest>();
        for (Digest root : roots) {
            Optional<Long> size = size(from, root);
            if (size.isEmpty()) {
                continue;
            }
            try (InputStream shard = read(from, root, 0, size.get())) {
                put(to, root, shard, size.get(), expiresAt);
                kept.add(root);
            } catch (SoukException e) {
                // A damaged copy does not stand in the way of the others.
                if (e.code() != ErrorCode.CORRUPT && e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            } catch (IOException e) {
                throw diskFailure("moving a shard to another lease", e);
            }
        }
        return Set.copyOf(kept);
    }

    /// Drops what has expired, shrinks the journal and rewrites logs whose live share is at most
    /// [#COMPACT_AT_PERCENT] %. Call it every few minutes.
    public MaintenanceReport tick() {
        maintenance.lock();
        try {
            long before = logs.bytes();
            int[] dropped = sweep();
            int compacted = 0;
            for (int number : sparseLogs()) {
                compacted += compact(number) ? 1 : 0;
            }
            return new MaintenanceReport(
                    dropped[0], dropped[1], compacted, compacted == 0 ? 0 : Math.max(0, before - logs.bytes()));
        } catch (IOException e) {
            throw diskFailure("tidying the shard store", e);
        } finally {
            maintenance.unlock();
        }
    }

    /// The store in numbers.
    public StoreStats stats() {
        lock.lock();
        try {
            return new StoreStats(
                    options.quota(),
                    index.bytes(ShardState.COMMITTED),
                    index.bytes(ShardState.TEMPORARY),
                    arriving,
                    index.bytes(ShardState.TRASHED),
                    logs.bytes(),
                    diskFree.getAsLong(),
                    index.size(),
                    index.suspects(),
                    logs.forces());
        } finally {
            lock.unlock();
        }
    }

    /// What a lease has here.
    public LeaseHolding holding(LeaseId lease) {
        lock.lock();
        try {
            return index.holding(lease);
        } finally {
            lock.unlock();
        }
    }

    /// Closes the files. Writers still at work fail.
    @Override
    public void close() {
        bookLock.lock();
        try {
            logs.close();
            book.close();
            folderLock.close();
        } catch (IOException e) {
            throw diskFailure("closing the shard store", e);
        } finally {
            bookLock.unlock();
        }
    }

    // Opening

    private static long nonce(Path folder, Disk disk, RandomGenerator random) throws IOException {
        Path file = folder.resolve("store.json");
        if (Files.exists(file)) {
            var json = Json.parseObject(Files.readAllBytes(file));
            if (json.integer("format") != 1) {
                throw new SoukException(ErrorCode.NOT_SUPPORTED, "a shard store of another format in " + folder);
            }
            return Long.parseUnsignedLong(json.text("nonce"), 16);
        }
        long nonce = random.nextLong();
        byte[] json = Json.object()
                .put("format", 1)
                .put("nonce", Long.toHexString(nonce))
                .build()
                .canonical();
        // Under another name first: a crash must not leave half a file, which no later start could read.
        Path next = folder.resolve("store.json.next");
        try (var out = disk.open(next)) {
            out.setLength(0);
            out.write(json);
            disk.force(out);
        }
        disk.replace(next, file);
        disk.forceNames(folder);
        return nonce;
    }

    /// The youngest record of a shard counts; of equals the later one, which compaction wrote.
    private void found(RecordHeader header) {
        int row = index.find(header.lease(), header.root());
        if (row == ShardIndex.NONE || header.storedAt() >= index.since(row)) {
            index.put(header.lease(), header.root(), header.location(), ShardState.TEMPORARY, header.storedAt());
        }
    }

    private void leaseWasDropped(LeaseId lease, long at) {
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

    private void shardWasTrashed(LeaseId lease, Digest root, long at) {
        int row = index.find(lease, root);
        if (row != ShardIndex.NONE) {
            trash(row, at);
        }
    }

    /// A shard that was stored again after it had been trashed is none of the trash.
    private void trash(int row, long at) {
        if (index.state(row) != ShardState.TRASHED && index.since(row) <= at) {
            index.mark(row, ShardState.TRASHED, at);
        }
    }

    private void adoptInventories() {
        int missing = 0;
        for (var lease : book.all().entrySet()) {
            for (InventoryEntry entry : lease.getValue().shards().entries()) {
                int row = index.find(lease.getKey(), entry.root());
                if (row == ShardIndex.NONE) {
                    missing++;
                } else {
                    index.mark(row, ShardState.COMMITTED, index.since(row));
                }
            }
        }
        if (missing > 0) {
            LOGGER.log(System.Logger.Level.ERROR, "committed_shards_missing count=" + missing);
        }
    }

    // Writing

    private void requireShape(long length, Instant expiresAt) {
        if (!RecordHeader.isShardLength(length)) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "a shard has a multiple of 1024 bytes, at most " + MAX_SHARD_BYTES + ", not " + length);
        }
        if (expiresAt.isBefore(clock.instant())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the shard's expiry is in the past");
        }
    }

    /// Reading the copy back makes a repeated put as good as the first: a record that a loss of power tore is
    /// not acknowledged.
    private boolean hasIntact(LeaseId lease, Digest root) {
        Optional<Row> row = reusable(lease, root);
        return row.isPresent() && check(row.get()).isEmpty();
    }

    private Optional<Row> reusable(LeaseId lease, Digest root) {
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

    private RecordWriter admit(LeaseId lease, Digest root, int length, Instant expiresAt) {
        lock.lock();
        try {
            requireQuota(length);
            if (diskFree.getAsLong() - RecordHeader.frameBytes(length) < options.minimumFree()) {
                throw new SoukException(ErrorCode.DISK_FULL, "the disk has too little room left for another shard");
            }
            int row = index.find(lease, root);
            long earliest = row == ShardIndex.NONE ? 0 : index.since(row) + 1;
            long storedAt = Math.max(clock.millis(), earliest);
            RecordWriter writer = logs.reserve(
                    new RecordHeader(new Location(0, 0, length), lease, root, storedAt, expiresAt.getEpochSecond()));
            arriving += length;
            return writer;
        } catch (IOException e) {
            throw diskFailure("beginning a shard", e);
        } finally {
            lock.unlock();
        }
    }

    private void requireQuota(long more) {
        long used = index.bytes(ShardState.COMMITTED) + index.bytes(ShardState.TEMPORARY) + arriving;
        if (used + more > options.quota()) {
            throw new SoukException(
                    ErrorCode.QUOTA_EXCEEDED, "the store holds " + used + " of " + options.quota() + " bytes");
        }
    }

    private static void receive(InputStream body, RecordWriter writer) throws IOException {
        Digest root = writer.header().root();
        int length = writer.header().location().length();
        var hasher = MerkleHasher.forRoot();
        var buffer = new byte[Math.min(BUFFER_BYTES, length)];
        for (int remaining = length; remaining > 0; ) {
            int taken = take(body, buffer, Math.min(buffer.length, remaining));
            hasher.append(buffer, 0, taken);
            writer.write(buffer, taken);
            remaining -= taken;
        }
        if (!hasher.root().equals(root)) {
            throw new SoukException(ErrorCode.CORRUPT, "these bytes are not shard " + root);
        }
    }

    private static int take(InputStream body, byte[] buffer, int wanted) {
        int taken;
        try {
            taken = body.readNBytes(buffer, 0, wanted);
        } catch (IOException e) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the sender of the shard broke off", e);
        }
        if (taken < wanted) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the shard is shorter than announced");
        }
        return taken;
    }

    private void settle(RecordWriter writer, boolean kept) {
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
        } catch (IOException e) {
            // The shard itself is safe or gone by now; what failed is closing a file that is full.
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "shard_log_close_failed log=" + writer.log().number(),
                    e);
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

    private SoukException diskFailure(String doing, IOException cause) {
        boolean full = diskFree.getAsLong() < Math.max(MAX_SHARD_BYTES, options.minimumFree());
        return new SoukException(full ? ErrorCode.DISK_FULL : ErrorCode.UNAVAILABLE, doing + " failed", cause);
    }

    /// The room on the disk of a folder. Which disk that is, is looked up once: it means reading the table of
    /// mounts.
    private static final class UsableSpace implements LongSupplier {
        private final Path folder;
        private Optional<FileStore> disk = Optional.empty();

        UsableSpace(Path folder) {
            this.folder = folder;
        }

        @Override
        public synchronized long getAsLong() {
            try {
                if (disk.isEmpty()) {
                    disk = Optional.of(Files.getFileStore(folder));
                }
                return disk.get().getUsableSpace();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // Inventories

    private static InventoryRoot rootOf(LeaseId lease, long epoch, long revision, Inventory shards) {
        SumTree tree = shards.tree();
        return new InventoryRoot(lease, epoch, tree.root(), tree.total(), revision);
    }

    private void requireHeld(LeaseId lease, List<InventoryEntry> entries) {
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

    private void requireRoom(LeaseId lease, List<InventoryEntry> entries) {
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

    private void mark(LeaseId lease, InventoryChange change, long now) {
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

    // Reading

    private record Row(LeaseId lease, Digest root, Location location) {}

    private Row row(int row) {
        return new Row(index.lease(row), index.root(row), index.location(row));
    }

    private Optional<Location> locate(LeaseId lease, Digest root) {
        lock.lock();
        try {
            int row = index.find(lease, root);
            return row == ShardIndex.NONE ? Optional.empty() : Optional.of(index.location(row));
        } finally {
            lock.unlock();
        }
    }

    private Optional<byte[]> bytes(LeaseId lease, Digest root, long size) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<Location> location = locate(lease, root);
            if (location.isEmpty() || location.get().length() != size) {
                return Optional.empty();
            }
            try (var stream = logs.read(location.get(), 0, (int) size)) {
                return Optional.of(stream.readAllBytes());
            } catch (IOException e) {
                if (attempt == READ_ATTEMPTS || locate(lease, root).equals(location)) {
                    throw e;
                }
            }
        }
    }

    private List<Row> nextRows(int count) {
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

    /// Checks a shard outside the locks, and remembers damage unless the shard moved meanwhile.
    private Optional<ShardProof.Loss> check(Row row) {
        Optional<ShardProof.Loss> loss = inspect(row.location());
        if (loss.isEmpty()) {
            return loss;
        }
        lock.lock();
        try {
            int at = index.find(row.lease(), row.root());
            if (at == ShardIndex.NONE || !index.location(at).equals(row.location())) {
                return Optional.empty();
            }
            index.suspect(at);
            LOGGER.log(System.Logger.Level.DEBUG, "shard_damaged root=" + row.root() + " loss=" + loss.get());
            return loss;
        } finally {
            lock.unlock();
        }
    }

    private Optional<ShardProof.Loss> inspect(Location location) {
        try {
            return logs.isIntact(location) ? Optional.empty() : Optional.of(ShardProof.Loss.CORRUPT);
        } catch (java.io.FileNotFoundException e) {
            return Optional.of(ShardProof.Loss.ABSENT);
        } catch (IOException e) {
            return Optional.of(ShardProof.Loss.UNREADABLE);
        }
    }

    // Tidying

    private int[] sweep() throws IOException {
        bookLock.lock();
        try {
            int[] dropped = dropExpired(clock.millis());
            if (book.wantsRewrite()) {
                book.rewrite(trash().stream());
            }
            return dropped;
        } finally {
            bookLock.unlock();
        }
    }

    private int[] dropExpired(long now) {
        var dropped = new int[2];
        lock.lock();
        try {
            for (int row = index.size() - 1; row >= 0; row--) {
                long age = now - index.since(row);
                switch (index.state(row)) {
                    case COMMITTED -> {}
                    case TEMPORARY ->
                        dropped[0] += dropIf(row, age >= options.temporaryTtl().toMillis());
                    case TRASHED ->
                        dropped[1] += dropIf(row, age >= options.trashTtl().toMillis());
                }
            }
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private int dropIf(int row, boolean expired) {
        if (expired) {
            index.remove(row);
        }
        return expired ? 1 : 0;
    }

    private List<JournalEntry.Trashed> trash() {
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

    private List<Integer> sparseLogs() throws IOException {
        Map<Integer, Long> live = liveBytes();
        Optional<Location> open = logs.activeFile();
        if (open.isPresent()
                && open.get().length() >= options.logSize() / 2
                && isSparse(live, open.get().log(), open.get().length())) {
            logs.roll();
        }
        return logs.closedFiles().entrySet().stream()
                .filter(file -> isSparse(live, file.getKey(), file.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<Integer, Long> liveBytes() {
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

    private static boolean isSparse(Map<Integer, Long> live, int log, long size) {
        return live.getOrDefault(log, 0L) * 100 <= size * COMPACT_AT_PERCENT;
    }

    /// Moves what lives in a log to the newest one and removes the file. A crash in between leaves two equal
    /// copies.
    private boolean compact(int number) throws IOException {
        List<Row> rows = rowsOf(number);
        var moved = new ArrayList<Location>();
        for (Row row : rows) {
            Optional<Location> copy = logs.copy(row.location());
            if (copy.isEmpty()) {
                LOGGER.log(System.Logger.Level.WARNING, "shard_lost_in_compaction root=" + row.root());
            }
            moved.add(copy.orElse(row.location()));
        }
        logs.force();
        lock.lock();
        try {
            for (int i = 0; i < rows.size(); i++) {
                relocate(rows.get(i), moved.get(i));
            }
        } finally {
            lock.unlock();
        }
        logs.delete(number);
        return true;
    }

    private List<Row> rowsOf(int number) {
        lock.lock();
        try {
            return IntStream.range(0, index.size())
                    .filter(row -> index.inLog(row, number))
                    .mapToObj(this::row)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void relocate(Row row, Location to) {
        int at = index.find(row.lease(), row.root());
        if (at == ShardIndex.NONE || !index.location(at).equals(row.location())) {
            return;
        }
        if (to.equals(row.location())) {
            index.remove(at);
            return;
        }
        index.move(at, to);
    }
}
