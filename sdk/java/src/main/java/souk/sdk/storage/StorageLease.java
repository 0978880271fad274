package souk.sdk.storage;

import java.net.URI;
import java.time.Instant;
import java.util.Set;
import souk.core.placement.Fates;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.trust.Did;

/// An open, funded lease for storage and how to reach its provider.
///
/// @param site where the provider is
/// @param expiresAt shards stored under it last until then
public record StorageLease(LeaseId lease, Address provider, Did node, URI endpoint, Site site, Instant expiresAt) {
    /// Where a provider says it is; only the network was seen.
    ///
    /// @param network the prefix of its address
    /// @param country ISO 3166-1 code; empty when unknown
    public record Site(Region region, String network, String country) {}

    public Region region() {
        return site.region;
    }

    /// What it shares with others that fail together with it.
    public Set<String> fates(Fates rule) {
        return rule.of(provider, site.network, site.country);
    }
}
