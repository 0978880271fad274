package souk.core.segment;

import java.io.IOException;

/// One stored shard of a segment, read at any place.
public interface ShardSource {
    /// The shard's number, 0 to n-1.
    int number();

    /// Reads exactly `length` bytes from `position` of the shard.
    ///
    /// @throws IOException if the shard cannot give them; the reader goes on with other shards
    void read(long position, byte[] bytes, int offset, int length) throws IOException;
}
