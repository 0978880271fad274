package souk.sdk.storage;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Buffers of long shards that no upload uses, for the next one: new ones for each segment were twice the bytes of
/// the object, and moving them was a sixth of what a large PUT cost the gateway and its providers.
final class IdleBuffers {
    /// Two segments of the standard profile, 64 MiB.
    private static final int MOST = 40;
    /// Shorter ones cost little and have many lengths.
    private static final int LEAST_BYTES = 1 << 20;

    private final BlockingQueue<byte[]> idle = new ArrayBlockingQueue<>(MOST);

    /// One of exactly that length, with any content.
    byte[] take(int length) {
        if (length < LEAST_BYTES) {
            return new byte[length];
        }
        // One of another profile's length is dropped: a gateway's segments are mostly of one.
        return Optional.ofNullable(idle.poll())
                .filter(buffer -> buffer.length == length)
                .orElseGet(() -> new byte[length]);
    }

    /// @param buffer that nobody uses any more
    void give(byte[] buffer) {
        if (buffer.length >= LEAST_BYTES) {
            var _ = idle.offer(buffer);
        }
    }
}
