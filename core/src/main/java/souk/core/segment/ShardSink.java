package souk.core.segment;

import java.io.IOException;

/// Where one shard's bytes go, in order.
@FunctionalInterface
public interface ShardSink {
    /// Takes the next bytes of the shard. The array is reused after the call returns: keep a copy, not the array.
    ///
    /// A sink that blocks slows the whole segment down. One that has given up on its provider returns at once, so
    /// that the others go on.
    ///
    /// @throws IOException to end the encoding of the whole segment
    void write(byte[] bytes, int offset, int length) throws IOException;
}
