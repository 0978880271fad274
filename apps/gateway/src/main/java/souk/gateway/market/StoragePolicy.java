package souk.gateway.market;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import souk.core.json.JsonObject;
import souk.core.placement.Fates;
import souk.core.placement.Profile;
import souk.sdk.market.Deviation;
import souk.sdk.slo.OpenSlo;

/// How a market stores: what `market.json` says under `storage`.
///
/// @param profile for buckets that name none
/// @param lease term of a storage lease
/// @param offline a provider that was not heard of for so long counts as gone
/// @param allowLowDurability whether profiles that the admission rule refuses may be used by any bucket
/// @param allowSharedNetwork whether shards of a segment may share a network; on one machine they have to
/// @param delegateRepair whether lost shards are made anew by providers, who are paid for it
/// @param maxDeviation how far above the base price leases may be, in hundredths of a percent; empty to be
///     bound by the ceilings alone
/// @param slo service levels that storage leases are opened with, if any
public record StoragePolicy(
        Profile profile,
        Duration lease,
        Duration offline,
        boolean allowLowDurability,
        boolean allowSharedNetwork,
        boolean delegateRepair,
        OptionalInt maxDeviation,
        Optional<OpenSlo> slo) {
    static final Duration LEASE = Duration.ofDays(30);
    /// As long as a provider may take for an upgrade or a power cut before its shards are made anew
    /// elsewhere.
    static final Duration OFFLINE = Duration.ofHours(4);
    /// Shards leave a lease so long before it ends: time for their providers to be away, and for 2 GiB to
    /// move.
    private static final Duration RENEW_BEFORE = Duration.ofDays(3);
    /// The part of a short lease that is left for moving.
    private static final int SHORT_PART = 4;

    /// Reads `market.json`. Folders of earlier versions say nothing of storage; they are markets on one
    /// machine.
    ///
    /// @throws souk.core.error.SoukException `BAD_REQUEST` for an unknown profile, `TOO_FEW_PROVIDERS`
    public static StoragePolicy of(JsonObject market) {
        int providers = (int) market.integer("providers");
        if (!market.has("storage")) {
            return new StoragePolicy(
                    Profile.forMarket(providers),
                    LEASE,
                    OFFLINE,
                    true,
                    true,
                    false,
                    OptionalInt.empty(),
                    Optional.empty());
        }
        var storage = market.object("storage");
        var profile = storage.optionalText("profile")
                .filter(name -> !name.isEmpty())
                .map(Profile::named)
                .orElseGet(() -> Profile.forMarket(providers));
        return new StoragePolicy(
                profile,
                Duration.ofSeconds(storage.integer("leaseSeconds")),
                Duration.ofSeconds(storage.integer("offlineSeconds")),
                storage.flag("allowLowDurability"),
                storage.flag("allowSharedNetwork"),
                storage.has("delegateRepair") && storage.flag("delegateRepair"),
                storage.optionalText("maxDeviation")
                        .filter(it -> !it.isEmpty())
                        .map(it -> OptionalInt.of(Deviation.parse(it)))
                        .orElseGet(OptionalInt::empty),
                storage.optionalText("slo").filter(it -> !it.isEmpty()).map(OpenSlo::parse));
    }

    /// How long before its end a lease takes nothing new and what is under it moves.
    public Duration renewBefore() {
        var part = lease.dividedBy(SHORT_PART);
        return part.compareTo(RENEW_BEFORE) < 0 ? part : RENEW_BEFORE;
    }

    /// What shards of one segment may not share.
    public Fates fates(boolean countries) {
        return new Fates(countries, allowSharedNetwork);
    }
}
