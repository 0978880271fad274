package souk.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import souk.core.market.InventoryRoot;
import souk.core.merkle.InventoryEntry;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;

/// What the journal of a store remembers; big endian, a byte for the kind first.
///
/// ```
/// co-signed root: lease 32 | epoch i64 | root 32 | size i64 | revision i64 | payer's signature 65 | provider's 65
/// 1 Committed: at i64 ms | co-signed root | count i32, count × entry 48 | count i32, count × root 32
/// 2 Version:   co-signed root | count i32, count × entry 48
/// 3 Trashed:   at i64 ms | lease 32 | root 32
/// 4 Dropped:   at i64 ms | lease 32
/// ```
sealed interface JournalEntry {
    /// A change to a lease's inventory.
    record Committed(long at, CoSignedRoot signed, InventoryChange change) implements JournalEntry {}

    /// A whole inventory, when the journal was rewritten. A lease's earlier version comes first.
    record Version(CoSignedRoot signed, Inventory shards) implements JournalEntry {}

    /// A shard went to the trash.
    record Trashed(long at, LeaseId lease, Digest root) implements JournalEntry {}

    /// A lease ended: everything it had went to the trash.
    record Dropped(long at, LeaseId lease) implements JournalEntry {}

    int SIGNED_BYTES = LeaseId.BYTES + Digest.BYTES + 3 * Long.BYTES + 2 * Signature.BYTES;

    default byte[] encode() {
        return switch (this) {
            case Committed(long at, CoSignedRoot signed, InventoryChange change) -> {
                int adds = change.add().size() * Inventory.ENTRY_BYTES;
                int removes = change.remove().size() * Digest.BYTES;
                var buffer = ByteBuffer.allocate(1 + Long.BYTES + SIGNED_BYTES + 2 * Integer.BYTES + adds + removes);
                buffer.put((byte) 1).putLong(at);
                write(buffer, signed);
                buffer.putInt(change.add().size());
                change.add().forEach(entry -> Inventory.write(buffer, entry));
                buffer.putInt(change.remove().size());
                change.remove().forEach(root -> buffer.put(root.bytes()));
                yield buffer.array();
            }
            case Version(CoSignedRoot signed, Inventory shards) -> {
                var packed = shards.packed();
                var buffer = ByteBuffer.allocate(1 + SIGNED_BYTES + Integer.BYTES + packed.remaining());
                buffer.put((byte) 2);
                write(buffer, signed);
                yield buffer.putInt(shards.count()).put(packed).array();
            }
            case Trashed(long at, LeaseId lease, Digest root) ->
                ByteBuffer.allocate(1 + Long.BYTES + LeaseId.BYTES + Digest.BYTES)
                        .put((byte) 3)
                        .putLong(at)
                        .put(lease.bytes())
                        .put(root.bytes())
                        .array();
            case Dropped(long at, LeaseId lease) ->
                ByteBuffer.allocate(1 + Long.BYTES + LeaseId.BYTES)
                        .put((byte) 4)
                        .putLong(at)
                        .put(lease.bytes())
                        .array();
        };
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws RuntimeException on anything else, which a matching checksum rules out
    static JournalEntry decode(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        byte kind = buffer.get();
        return switch (kind) {
            case 1 -> new Committed(buffer.getLong(), readSigned(buffer), readChange(buffer));
            case 2 -> {
                CoSignedRoot signed = readSigned(buffer);
                int count = buffer.getInt();
                yield new Version(
                        signed, new Inventory(buffer.slice(buffer.position(), count * Inventory.ENTRY_BYTES)));
            }
            case 3 -> new Trashed(buffer.getLong(), readLease(buffer), readDigest(buffer));
            case 4 -> new Dropped(buffer.getLong(), readLease(buffer));
            default -> throw new IllegalArgumentException("journal entry of kind " + kind);
        };
    }

    private static void write(ByteBuffer buffer, CoSignedRoot signed) {
        InventoryRoot root = signed.root();
        buffer.put(root.lease().bytes())
                .putLong(root.epoch())
                .put(root.root().bytes())
                .putLong(root.size())
                .putLong(root.revision())
                .put(signed.payer().bytes())
                .put(signed.provider().bytes());
    }

    private static CoSignedRoot readSigned(ByteBuffer buffer) {
        var root = new InventoryRoot(
                readLease(buffer), buffer.getLong(), readDigest(buffer), buffer.getLong(), buffer.getLong());
        return new CoSignedRoot(root, readSignature(buffer), readSignature(buffer));
    }

    private static InventoryChange readChange(ByteBuffer buffer) {
        var add = new ArrayList<InventoryEntry>();
        for (int i = buffer.getInt(); i > 0; i--) {
            add.add(Inventory.read(buffer));
        }
        List<Digest> remove = new ArrayList<>();
        for (int i = buffer.getInt(); i > 0; i--) {
            remove.add(readDigest(buffer));
        }
        return new InventoryChange(add, remove);
    }

    private static LeaseId readLease(ByteBuffer buffer) {
        return LeaseId.of(take(buffer, LeaseId.BYTES));
    }

    private static Digest readDigest(ByteBuffer buffer) {
        return Digest.of(take(buffer, Digest.BYTES));
    }

    private static Signature readSignature(ByteBuffer buffer) {
        return Signature.of(take(buffer, Signature.BYTES));
    }

    private static byte[] take(ByteBuffer buffer, int count) {
        var bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }
}
