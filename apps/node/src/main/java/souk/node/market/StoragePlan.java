package souk.node.market;

import java.time.Duration;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.placement.Profile;
import souk.sdk.market.Deviation;
import souk.sdk.slo.OpenSlo;

/// How the gateway of a local market stores: the part of `market.json` that it reads as its policy.
///
/// @param profile empty for what the number of providers can carry
/// @param leaseSeconds term of a storage lease
/// @param offlineSeconds a provider that was not heard of for so long counts as gone
/// @param allowLowDurability whether profiles below the admission rule may be used
/// @param allowSharedNetwork whether providers in one network count as apart
/// @param maxDeviation how far above the base price leases may be, e.g. `10%`; empty to be bound by ceilings
///     alone
/// @param slo OpenSLO text of what storage leases promise; empty for nothing
public record StoragePlan(
        String profile,
        long leaseSeconds,
        long offlineSeconds,
        boolean allowLowDurability,
        boolean allowSharedNetwork,
        boolean delegateRepair,
        String maxDeviation,
        String slo) {
    /// Shards leave a lease in the last quarter of its term, which has to hold a few epochs.
    static final int LEAST_LEASE_EPOCHS = 12;

    private static final long LEASE = Duration.ofDays(30).toSeconds();
    /// Hours in a real market; here a person waits for it.
    private static final int OFFLINE_EPOCHS = 2;
    private static final int LEAST_SLO_EPOCH = 30;

    public StoragePlan {
        if (!profile.isEmpty()) {
            Profile.named(profile);
        }
        if (offlineSeconds < 1) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--offline must be at least a second");
        }
        if (!maxDeviation.isEmpty()) {
            Deviation.parse(maxDeviation);
        }
        if (!slo.isEmpty()) {
            OpenSlo.parse(slo);
        }
    }

    /// All providers are on this machine and most markets are small: what would be refused elsewhere is
    /// allowed here, and says so.
    static StoragePlan local(int epochSeconds) {
        return new StoragePlan(
                "", LEASE, (long) OFFLINE_EPOCHS * epochSeconds, true, true, false, "", promised(epochSeconds));
    }

    /// Committees of auditors keep up with epochs of half a minute; those of shorter ones are for tests of other
    /// things.
    private static String promised(int epochSeconds) {
        return epochSeconds < LEAST_SLO_EPOCH ? "" : OpenSlo.storageText();
    }

    StoragePlan with(
            java.util.Optional<String> name, java.util.Optional<Integer> lease, java.util.Optional<Integer> offline) {
        return new StoragePlan(
                name.orElse(profile),
                lease.map(Integer::longValue).orElse(leaseSeconds),
                offline.map(Integer::longValue).orElse(offlineSeconds),
                allowLowDurability,
                allowSharedNetwork,
                delegateRepair,
                maxDeviation,
                slo);
    }

    /// Lost shards are made anew by providers.
    StoragePlan delegating() {
        return new StoragePlan(
                profile, leaseSeconds, offlineSeconds, allowLowDurability, allowSharedNetwork, true, maxDeviation, slo);
    }

    /// Leases are opened near the base price.
    StoragePlan within(String deviation) {
        return new StoragePlan(
                profile,
                leaseSeconds,
                offlineSeconds,
                allowLowDurability,
                allowSharedNetwork,
                delegateRepair,
                deviation,
                slo);
    }

    /// Storage leases promise what this OpenSLO text says; nothing if it is empty.
    StoragePlan promising(String text) {
        return new StoragePlan(
                profile,
                leaseSeconds,
                offlineSeconds,
                allowLowDurability,
                allowSharedNetwork,
                delegateRepair,
                maxDeviation,
                text);
    }

    StoragePlan requireLasting(int epochSeconds) {
        if (leaseSeconds < (long) LEAST_LEASE_EPOCHS * epochSeconds) {
            throw new SoukException(
                    ErrorCode.BAD_REQUEST, "--lease must be at least " + LEAST_LEASE_EPOCHS + " epochs");
        }
        return this;
    }

    StoragePlan requireJudged(int epochSeconds) {
        if (!slo.isEmpty()) {
            OpenSlo.parse(slo).requireJudgedBy(Duration.ofSeconds(epochSeconds));
        }
        return this;
    }

    JsonObject toJson() {
        return Json.object()
                .put("profile", profile)
                .put("leaseSeconds", leaseSeconds)
                .put("offlineSeconds", offlineSeconds)
                .put("allowLowDurability", allowLowDurability)
                .put("allowSharedNetwork", allowSharedNetwork)
                .put("delegateRepair", delegateRepair)
                .put("maxDeviation", maxDeviation)
                .put("slo", slo)
                .build();
    }

    static StoragePlan from(JsonObject json) {
        return new StoragePlan(
                json.text("profile"),
                json.integer("leaseSeconds"),
                json.integer("offlineSeconds"),
                json.flag("allowLowDurability"),
                json.flag("allowSharedNetwork"),
                json.has("delegateRepair") && json.flag("delegateRepair"),
                json.optionalText("maxDeviation").orElse(""),
                json.optionalText("slo").orElse(""));
    }
}
