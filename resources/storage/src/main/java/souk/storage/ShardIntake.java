package souk.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.MerkleHasher;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Takes shards in: bodies are written and forced outside all locks.
final class ShardIntake {
    private static final System.Logger LOGGER = System.getLogger(ShardIntake.class.getName());
    private static final int BUFFER_BYTES = 64 << 10;

    private final ShardTable table;
    private final ShardLogs logs;
    private final ShardReader reader;
    private final DiskRoom room;
    private final Durability durability;
    private final InstantSource clock;

    ShardIntake(
            ShardTable table,
            ShardLogs logs,
            ShardReader reader,
            DiskRoom room,
            Durability durability,
            InstantSource clock) {
        this.table = table;
        this.logs = logs;
        this.reader = reader;
        this.room = room;
        this.durability = durability;
        this.clock = clock;
    }

    /// As [ShardStore#put].
    PutResult put(LeaseId lease, Digest root, InputStream body, long length, Instant expiresAt) {
        requireShape(length, expiresAt);
        if (hasIntact(lease, root)) {
            return PutResult.ALREADY_STORED;
        }
        RecordWriter writer = admit(lease, root, (int) length, expiresAt);
        boolean kept = false;
        try {
            receive(body, writer);
            writer.finish();
            if (durability == Durability.FULL) {
                writer.log().sync().await();
            }
            kept = true;
        } catch (IOException e) {
            throw room.failure("writing a shard", e);
        } finally {
            settle(writer, kept);
        }
        return PutResult.STORED;
    }

    private void requireShape(long length, Instant expiresAt) {
        if (!RecordHeader.isShardLength(length)) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST,
                    "a shard has a multiple of 1024 bytes, at most " + ShardStore.MAX_SHARD_BYTES + ", not " + length);
        }
        if (expiresAt.isBefore(clock.instant())) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "the shard's expiry is in the past");
        }
    }

    /// Reading the copy back makes a repeated put as good as the first: a record that a loss of power tore is
    /// not acknowledged.
    private boolean hasIntact(LeaseId lease, Digest root) {
        Optional<ShardTable.Row> row = table.reusable(lease, root);
        return row.isPresent() && reader.check(row.get()).isEmpty();
    }

    private RecordWriter admit(LeaseId lease, Digest root, int length, Instant expiresAt) {
        try {
            return table.admit(logs, room, lease, root, length, expiresAt.getEpochSecond());
        } catch (IOException e) {
            throw room.failure("beginning a shard", e);
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
        try {
            table.settle(logs, writer, kept);
        } catch (IOException e) {
            // The shard itself is safe or gone by now; what failed is closing a file that is full.
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "shard_log_close_failed log=" + writer.log().number(),
                    e);
        }
    }
}
