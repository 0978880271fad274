package souk.gateway.repair;

import java.util.List;
import java.util.Optional;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.sdk.storage.OwnedShards;
import souk.sdk.storage.SegmentRebuild;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.StorageLease;

/// Whose segments are kept up, and with what.
///
/// @param payer of the leases the segments are under
/// @param rebuild makes lost shards anew: the repairer itself, or who gives that to others
record Owner(Address payer, Leases leases, SegmentRepairer repairer, SegmentRebuild rebuild, OwnedShards transport) {
    /// The storage leases of an owner.
    interface Leases {
        /// Those that shards may go under, one a provider.
        List<StorageLease> usable();

        /// Those that have not ended.
        List<StorageLease> running();

        Optional<StorageLease> find(LeaseId lease);
    }
}
