package souk.sdk.storage;

import java.util.List;
import java.util.Set;
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

    /// Moves shards that a provider has under one lease to another of the same payer and provider, without their bytes
    /// travelling.
    ///
    /// @return those that are durable under `to`
    /// @throws souk.core.error.SoukException when it cannot or will not
    Set<Digest> rehome(StorageLease from, StorageLease to, List<Digest> roots);

    /// Asks a provider which shards it does not have.
    ///
    /// @return of `roots` those that are not there, and all under the lease that it found damaged
    /// @throws souk.core.error.SoukException when it does not answer
    Set<Digest> missing(StorageLease lease, List<Digest> roots);
}
