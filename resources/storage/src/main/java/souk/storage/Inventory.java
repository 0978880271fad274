package souk.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.InventoryEntry;
import souk.core.merkle.SumTree;
import souk.core.value.Digest;

/// The shards of a lease, sorted by root, packed into 48 bytes each: root, size, expiry. Immutable; the tree is
/// built when asked for, since a lease of 100,000 shards would otherwise hold tens of megabytes between two
/// audits.
record Inventory(ByteBuffer packed) {
    /// Most shards of one lease; one snapshot frame of the journal then has 48 MB.
    static final int MAX_SHARDS = 1_000_000;

    static final int ENTRY_BYTES = Digest.BYTES + 2 * Long.BYTES;
    static final Inventory EMPTY = new Inventory(ByteBuffer.allocate(0));

    Inventory {
        packed = packed.asReadOnlyBuffer();
        if (packed.remaining() % ENTRY_BYTES != 0) {
            throw new IllegalArgumentException("a torn inventory of " + packed.remaining() + " bytes");
        }
        if (packed.remaining() / ENTRY_BYTES > MAX_SHARDS) {
            throw new SoukException(ErrorCode.TOO_LARGE, "a lease holds at most " + MAX_SHARDS + " shards");
        }
    }

    static void write(ByteBuffer buffer, InventoryEntry entry) {
        buffer.put(entry.root().bytes()).putLong(entry.size()).putLong(entry.expiry());
    }

    static InventoryEntry read(ByteBuffer buffer) {
        var root = new byte[Digest.BYTES];
        buffer.get(root);
        return new InventoryEntry(Digest.of(root), buffer.getLong(), buffer.getLong());
    }

    @Override
    public ByteBuffer packed() {
        return packed.duplicate();
    }

    int count() {
        return packed.remaining() / ENTRY_BYTES;
    }

    List<InventoryEntry> entries() {
        var buffer = packed.duplicate();
        var entries = new ArrayList<InventoryEntry>(count());
        while (buffer.hasRemaining()) {
            entries.add(read(buffer));
        }
        return entries;
    }

    SumTree tree() {
        return SumTree.of(entries());
    }

    /// The inventory after a change: a merge of two sorted lists, without building a tree.
    ///
    /// @throws SoukException `CONFLICT` if a removed shard is not there, `TOO_LARGE` above [#MAX_SHARDS]
    Inventory after(InventoryChange change) {
        var adds = change.add().stream().sorted().iterator();
        var gone = new HashSet<>(change.remove());
        change.add().forEach(entry -> gone.add(entry.root()));
        var merged = ByteBuffer.allocate(packed.remaining() + change.add().size() * ENTRY_BYTES);
        Optional<InventoryEntry> next = next(adds);
        for (var old = packed.duplicate(); old.hasRemaining(); old.position(old.position() + ENTRY_BYTES)) {
            Digest root = rootAt(old);
            while (next.isPresent() && next.get().root().compareTo(root) < 0) {
                write(merged, next.get());
                next = next(adds);
            }
            if (!gone.remove(root)) {
                merged.put(old.slice(old.position(), ENTRY_BYTES));
            }
        }
        for (; next.isPresent(); next = next(adds)) {
            write(merged, next.get());
        }
        requireRemoved(change, gone);
        return new Inventory(merged.flip());
    }

    private static void requireRemoved(InventoryChange change, Set<Digest> notFound) {
        for (Digest root : change.remove()) {
            if (notFound.contains(root)) {
                throw new SoukException(ErrorCode.CONFLICT, "not in the inventory: shard " + root);
            }
        }
    }

    private static Optional<InventoryEntry> next(Iterator<InventoryEntry> entries) {
        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }

    private static Digest rootAt(ByteBuffer buffer) {
        var root = new byte[Digest.BYTES];
        buffer.get(buffer.position(), root);
        return Digest.of(root);
    }
}
