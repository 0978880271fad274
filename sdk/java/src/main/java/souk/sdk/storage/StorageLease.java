package souk.sdk.storage;

import java.net.URI;
import java.time.Instant;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.trust.Did;

/// An open, funded lease for storage and how to reach its provider.
///
/// @param expiresAt shards stored under it last until then
public record StorageLease(LeaseId lease, Address provider, Did node, URI endpoint, Region region, Instant expiresAt) {}
