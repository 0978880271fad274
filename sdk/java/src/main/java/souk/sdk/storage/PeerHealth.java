package souk.sdk.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.error.ErrorCode;
import souk.core.value.Address;

/// Remembers which providers failed lately, so that the next request does not wait for them again.
public final class PeerHealth {
    /// A provider that failed is asked again after this long.
    private static final Duration REST = Duration.ofSeconds(10);

    /// A provider without room is not offered shards for this long: disks do not empty within seconds.
    private static final Duration FULL_REST = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Map<Address, Instant> failedAt = new ConcurrentHashMap<>();
    private final Map<Address, Instant> fullAt = new ConcurrentHashMap<>();

    public PeerHealth(InstantSource clock) {
        this.clock = clock;
    }

    void failed(Address provider) {
        failedAt.put(provider, clock.instant());
    }

    void succeeded(Address provider) {
        failedAt.remove(provider);
    }

    /// Whether it is worth asking.
    public boolean healthy(Address provider) {
        var failed = failedAt.get(provider);
        return failed == null || failed.plus(REST).isBefore(clock.instant());
    }

    /// It did not take a shard. One without room is still worth reading from.
    void refused(Address provider, ErrorCode why) {
        if (why == ErrorCode.DISK_FULL || why == ErrorCode.QUOTA_EXCEEDED) {
            fullAt.put(provider, clock.instant());
        } else {
            failed(provider);
        }
    }

    /// Whether it is worth offering a shard.
    public boolean takes(Address provider) {
        var full = fullAt.get(provider);
        return healthy(provider) && (full == null || full.plus(FULL_REST).isBefore(clock.instant()));
    }
}
