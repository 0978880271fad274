package souk.sdk.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Holds work in the background to so many bytes a second, so that it never takes the network from requests.
public final class Throttle {
    private final InstantSource clock;
    private final long bytesPerSecond;
    private Instant free = Instant.MIN;

    /// @param bytesPerSecond at least 1
    public Throttle(long bytesPerSecond, InstantSource clock) {
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
    }

    /// Waits until so many bytes may be moved.
    void take(long bytes) {
        var wait = reserve(bytes);
        if (wait.isPositive()) {
            try {
                Thread.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for bandwidth", e);
            }
        }
    }

    /// Books the bytes behind all that were booked before, and says how long to wait for them.
    synchronized Duration reserve(long bytes) {
        var now = clock.instant();
        var start = free.isBefore(now) ? now : free;
        free = start.plusNanos(Math.multiplyExact(bytes, 1_000_000_000L) / bytesPerSecond);
        return Duration.between(now, start);
    }
}
