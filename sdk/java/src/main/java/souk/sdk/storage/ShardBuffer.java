package souk.sdk.storage;

import java.util.Arrays;
import souk.core.segment.ShardSink;

/// One shard in memory, so that it can be sent with its address known.
final class ShardBuffer implements ShardSink {
    private byte[] held = new byte[1024];
    private int length;

    @Override
    public void write(byte[] bytes, int offset, int count) {
        if (length + count > held.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, length + count));
        }
        System.arraycopy(bytes, offset, held, length, count);
        length += count;
    }

    /// All that was written; the buffer itself when it is full.
    byte[] bytes() {
        if (length < held.length) {
            held = Arrays.copyOf(held, length);
        }
        return held;
    }
}
