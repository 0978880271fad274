package souk.sdk.storage;

import souk.core.value.Digest;

/// Moves shards between here and one provider. Methods block and end early when their thread is interrupted.
public interface ShardTransport {
    /// Stores a shard and returns once the provider has signed that it is durable.
    ///
    /// @param shard not kept, and not read any more once this has returned or thrown
    /// @throws souk.core.error.SoukException when it refused, was too slow, or its signature is not good
    void put(StorageLease lease, Digest root, byte[] shard);

    /// Reads bytes of a shard.
    ///
    /// @return exactly `length` bytes
    /// @throws souk.core.error.SoukException when it cannot or will not
    byte[] get(StorageLease lease, Digest root, long offset, int length);
}
