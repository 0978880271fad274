package souk.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.market.InventoryRoot;
import souk.core.merkle.InventoryEntry;
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
/// Locks, in this order: maintenance, book (inventories, journal, all that ends a shard), table. Sums never
/// wait for a disk: bodies are written and forced outside all three.
public final class ShardStore implements AutoCloseable {
    /// Largest shard, 8 MiB: a segment of 64 MiB over k = 10 with room to spare, and what one proof reads.
    public static final int MAX_SHARD_BYTES = 8 << 20;
    /// Most cells one call of [#prove] answers.
    public static final int MAX_PROOFS = 1_000;
    /// Live share of a log, in percent, at or below which it is rewritten.
    public static final int COMPACT_AT_PERCENT = 25;

    private static final System.Logger LOGGER = System.getLogger(ShardStore.class.getName());

    private final InstantSource clock;
    private final DiskRoom room;
    private final FolderLock folderLock;
    private final ShardTable table;
    private final ShardLogs logs;
    private final InventoryBook book;
    private final ShardReader reader;
    private final ShardIntake intake;
    private final Compaction compaction;
    private final ReentrantLock maintenance = new ReentrantLock();
    private final ReentrantLock bookLock = new ReentrantLock();

    private ShardStore(
            Path folder,
            StoreOptions options,
            InstantSource clock,
            RandomGenerator random,
            Disk disk,
            LongSupplier free)
            throws IOException {
        Files.createDirectories(folder);
        this.clock = clock;
        this.room = new DiskRoom(free, options.minimumFree());
        this.table = new ShardTable(options, clock, random.nextLong());
        this.folderLock = FolderLock.take(folder);
        try {
            long nonce = nonce(folder, disk, random);
            this.book = InventoryBook.open(folder, disk, options.durability());
            this.logs = ShardLogs.open(folder, disk, nonce, options.logSize(), table::found);
        } catch (IOException | RuntimeException e) {
            folderLock.close();
            throw e;
        }
        this.reader = new ShardReader(table, logs);
        this.intake = new ShardIntake(table, logs, reader, room, options.durability(), clock);
        this.compaction = new Compaction(table, logs, options.logSize());
        book.handOverTrash(table::drop, table::shardWasTrashed);
        int missing = table.adopt(book.all());
        if (missing > 0) {
            LOGGER.log(System.Logger.Level.ERROR, "committed_shards_missing count=" + missing);
        }
    }

    /// Opens or creates the store in `folder`.
    ///
    /// @param random for the store's secret nonce, so a secure one
    /// @throws SoukException `CONFLICT` if the folder is in use, `CORRUPT` if its journal is damaged before its
    ///     tail, `UNAVAILABLE` if the disk fails
    public static ShardStore open(Path folder, StoreOptions options, InstantSource clock, RandomGenerator random) {
        return open(folder, options, clock, random, new Disk(), DiskRoom.of(folder));
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
        return intake.put(lease, root, body, length, expiresAt);
    }

    /// Opens a shard's bytes, in whatever state the shard is; the caller closes the stream. The stream throws
    /// [IOException] if the disk fails. Bytes are not checked here: readers hold the root, and [#scrub]
    /// and [#prove] do.
    ///
    /// @throws SoukException `NOT_FOUND` if there is no such shard, `BAD_REQUEST` for a range outside it,
    ///     `CORRUPT` if its log is gone
    public InputStream read(LeaseId lease, Digest root, long offset, long length) {
        return reader.open(lease, root, offset, length);
    }

    /// The bytes of a shard, if the store knows it.
    public Optional<Long> size(LeaseId lease, Digest root) {
        return table.locate(lease, root).map(location -> (long) location.length());
    }

    /// The state of a shard, if the store knows it.
    public Optional<ShardState> state(LeaseId lease, Digest root) {
        return table.state(lease, root);
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
        table.requireHeld(lease, change.add());
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
            table.requireHeld(root.lease(), change.add());
            table.requireRoom(root.lease(), change.add());
            long now = clock.millis();
            book.commit(new JournalEntry.Committed(now, signed, change), after);
            table.commit(root.lease(), change, now);
        } catch (IOException e) {
            throw room.failure("committing an inventory", e);
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
        return new ProofReader(version.shards().tree(), (root, size) -> reader.bytes(lease, root, size)).prove(cells);
    }

    /// Moves an uncommitted shard to the trash.
    ///
    /// @return whether there was one
    /// @throws SoukException `CONFLICT` if it is committed: that takes a commit
    public boolean delete(LeaseId lease, Digest root) {
        bookLock.lock();
        try {
            return table.trash(lease, root, book::trash);
        } catch (IOException e) {
            throw room.failure("deleting a shard", e);
        } finally {
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
            table.drop(lease, now);
        } catch (IOException e) {
            throw room.failure("dropping a lease", e);
        } finally {
            bookLock.unlock();
        }
    }

    /// Checks the next `count` shards against their checksums, going round the store from call to call.
    public ScrubReport scrub(int count) {
        return reader.scrub(count);
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
        table.keepMissing(lease, asked);
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
                throw room.failure("moving a shard to another lease", e);
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
            ShardTable.Dropped dropped = sweep();
            int compacted = compaction.run();
            return new MaintenanceReport(
                    dropped.temporary(),
                    dropped.trashed(),
                    compacted,
                    compacted == 0 ? 0 : Math.max(0, before - logs.bytes()));
        } catch (IOException e) {
            throw room.failure("tidying the shard store", e);
        } finally {
            maintenance.unlock();
        }
    }

    /// The store in numbers.
    public StoreStats stats() {
        return table.stats(logs, room);
    }

    /// What a lease has here.
    public LeaseHolding holding(LeaseId lease) {
        return table.holding(lease);
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
            throw room.failure("closing the shard store", e);
        } finally {
            bookLock.unlock();
        }
    }

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

    private static InventoryRoot rootOf(LeaseId lease, long epoch, long revision, Inventory shards) {
        SumTree tree = shards.tree();
        return new InventoryRoot(lease, epoch, tree.root(), tree.total(), revision);
    }

    private ShardTable.Dropped sweep() throws IOException {
        bookLock.lock();
        try {
            ShardTable.Dropped dropped = table.dropExpired();
            if (book.wantsRewrite()) {
                book.rewrite(table.trash().stream());
            }
            return dropped;
        } finally {
            bookLock.unlock();
        }
    }
}
