package souk.sdk.storage;

import java.util.List;
import java.util.Set;
import souk.core.value.Digest;

/// What a lease's payer may do with its shards besides moving their bytes.
public interface OwnedShards extends ShardTransport {
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
