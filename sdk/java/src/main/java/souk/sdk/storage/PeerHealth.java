package souk.sdk.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.Address;

/// Remembers which providers failed lately, so that the next request does not wait for them again.
public final class PeerHealth {
    /// A provider that failed is asked again after this long.
    private static final Duration REST = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Map<Address, Instant> failedAt = new ConcurrentHashMap<>();

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
}
