package souk.sdk.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.error.ErrorCode;
import souk.core.value.Address;
import souk.sdk.net.CircuitBreakers;

/// Which providers to give shards to, and to read from first.
public final class PeerHealth {
    /// A provider without room is not offered shards for this long: disks do not empty within seconds.
    private static final Duration FULL_REST = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final CircuitBreakers breakers;
    private final Map<Address, Instant> fullAt = new ConcurrentHashMap<>();

    /// @param breakers shared with whoever else calls providers
    public PeerHealth(CircuitBreakers breakers, InstantSource clock) {
        this.breakers = breakers;
        this.clock = clock;
    }

    public PeerHealth(InstantSource clock) {
        this(new CircuitBreakers(clock), clock);
    }

    void failed(Address provider) {
        breakers.failed(provider);
    }

    /// How long a shard takes is mostly its size; slow ones are cut off where they are sent.
    void succeeded(Address provider) {
        breakers.answered(provider, Duration.ZERO);
    }

    /// Whether it is worth asking.
    public boolean healthy(Address provider) {
        return !breakers.isOpen(provider);
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
