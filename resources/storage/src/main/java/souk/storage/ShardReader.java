package souk.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Optional;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Reads shards and checks them, outside all locks: a shard that compaction moves meanwhile is looked up again.
final class ShardReader {
    private static final System.Logger LOGGER = System.getLogger(ShardReader.class.getName());
    /// A shard moves at most this often between looking it up and opening its log.
    private static final int ATTEMPTS = 4;

    private final ShardTable table;
    private final ShardLogs logs;

    ShardReader(ShardTable table, ShardLogs logs) {
        this.table = table;
        this.logs = logs;
    }

    /// As [ShardStore#read].
    InputStream open(LeaseId lease, Digest root, long offset, long length) {
        for (int attempt = 1; ; attempt++) {
            Location location = table.locate(lease, root)
                    .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no shard " + root));
            if (offset < 0 || length < 0 || offset > location.length() - length) {
                throw new SoukException(
                        ErrorCode.BAD_REQUEST, "the shard has " + location.length() + " bytes, not that range");
            }
            try {
                return logs.read(location, (int) offset, (int) length);
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !hasMoved(lease, root, location)) {
                    throw new SoukException(ErrorCode.CORRUPT, "the log of shard " + root + " is gone", e);
                }
            }
        }
    }

    /// All bytes of a shard of that size; empty if there is none.
    ///
    /// @throws FileNotFoundException if its log is gone
    Optional<byte[]> bytes(LeaseId lease, Digest root, long size) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Optional<Location> location = table.locate(lease, root);
            if (location.isEmpty() || location.get().length() != size) {
                return Optional.empty();
            }
            try (var stream = logs.read(location.get(), 0, (int) size)) {
                return Optional.of(stream.readAllBytes());
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !hasMoved(lease, root, location.get())) {
                    throw e;
                }
            }
        }
    }

    private boolean hasMoved(LeaseId lease, Digest root, Location from) {
        return !table.locate(lease, root).equals(Optional.of(from));
    }

    /// Checks the next `count` shards, going round the store from call to call.
    ScrubReport scrub(int count) {
        int checked = 0;
        long bytes = 0;
        var damaged = new ArrayList<ScrubReport.Damaged>();
        for (ShardTable.Row row : table.next(count)) {
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

    /// Checks a shard and remembers damage.
    Optional<ShardProof.Loss> check(ShardTable.Row row) {
        Optional<ShardProof.Loss> loss = inspect(row.location());
        if (loss.isEmpty() || !table.suspect(row)) {
            return Optional.empty();
        }
        LOGGER.log(System.Logger.Level.DEBUG, "shard_damaged root=" + row.root() + " loss=" + loss.get());
        return loss;
    }

    private Optional<ShardProof.Loss> inspect(Location location) {
        try {
            return logs.isIntact(location) ? Optional.empty() : Optional.of(ShardProof.Loss.CORRUPT);
        } catch (FileNotFoundException e) {
            return Optional.of(ShardProof.Loss.ABSENT);
        } catch (IOException e) {
            return Optional.of(ShardProof.Loss.UNREADABLE);
        }
    }
}
