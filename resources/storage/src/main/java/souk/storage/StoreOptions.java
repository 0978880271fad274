package souk.storage;

import java.time.Duration;
import java.util.Objects;

/// How a [ShardStore] behaves.
///
/// @param quota bytes of committed and temporary shards it may hold
/// @param minimumFree bytes of the disk it leaves alone: a full disk would also stop logs, journals and
///     compaction
/// @param temporaryTtl how long an uncommitted shard stays
/// @param trashTtl how long a removed shard stays; not below `temporaryTtl`, and longer than the dispute
///     window, since the previous epoch's inventory must stay provable
/// @param logSize bytes at which a log file is closed and the next begun
/// @param durability what an acknowledgement promises
public record StoreOptions(
        long quota, long minimumFree, Duration temporaryTtl, Duration trashTtl, int logSize, Durability durability) {
    /// Long enough for a gateway that was cut off over a weekend to come back and commit.
    public static final Duration TEMPORARY_TTL = Duration.ofHours(72);
    /// A week to notice a deletion that was a mistake.
    public static final Duration TRASH_TTL = Duration.ofDays(7);
    /// Small enough to rewrite within seconds when compacting, large enough that 1 TiB needs only 4,096 files.
    public static final int MAX_LOG_SIZE = 256 << 20;
    /// One shard of the largest size with its frame.
    public static final int MIN_LOG_SIZE = ShardStore.MAX_SHARD_BYTES + 4_096;
    /// Room for one compaction of four logs.
    public static final long MINIMUM_FREE = 1L << 30;

    public StoreOptions {
        Objects.requireNonNull(durability);
        if (quota <= 0 || minimumFree < 0) {
            throw new IllegalArgumentException("a quota is positive and the free reserve not negative");
        }
        if (temporaryTtl.isNegative() || trashTtl.compareTo(temporaryTtl) < 0) {
            throw new IllegalArgumentException("the trash keeps shards at least as long as they may stay temporary");
        }
        if (logSize < MIN_LOG_SIZE || logSize > MAX_LOG_SIZE) {
            throw new IllegalArgumentException("a log file has " + MIN_LOG_SIZE + " to " + MAX_LOG_SIZE + " bytes");
        }
    }

    /// The defaults for a provider that sells `quota` bytes.
    public static StoreOptions ofQuota(long quota) {
        return new StoreOptions(quota, MINIMUM_FREE, TEMPORARY_TTL, TRASH_TTL, MAX_LOG_SIZE, Durability.FULL);
    }

    public StoreOptions withMinimumFree(long bytes) {
        return new StoreOptions(quota, bytes, temporaryTtl, trashTtl, logSize, durability);
    }

    public StoreOptions withLifetimes(Duration temporary, Duration trash) {
        return new StoreOptions(quota, minimumFree, temporary, trash, logSize, durability);
    }

    public StoreOptions withLogSize(int bytes) {
        return new StoreOptions(quota, minimumFree, temporaryTtl, trashTtl, bytes, durability);
    }

    public StoreOptions withDurability(Durability promise) {
        return new StoreOptions(quota, minimumFree, temporaryTtl, trashTtl, logSize, promise);
    }
}
