package souk.sdk.storage;

import java.util.Arrays;
import souk.core.segment.ShardSink;

/// One shard in memory, so that it can be sent with its address known.
final class ShardBuffer implements ShardSink {
    private final byte[] held;
    private int length;

    /// @param capacity no shard is longer
    ShardBuffer(int capacity) {
        this(new byte[capacity]);
    }

    /// @param held room for the shard
    ShardBuffer(byte[] held) {
        this.held = held;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        System.arraycopy(bytes, offset, held, length, count);
        length += count;
    }

    /// Lets others have the room. The buffer and what it gave out are of no use afterwards.
    void giveTo(IdleBuffers idle) {
        idle.give(held);
    }

    /// All that was written; the buffer itself when it is full.
    byte[] bytes() {
        return length < held.length ? Arrays.copyOf(held, length) : held;
    }
}
