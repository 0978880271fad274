package souk.gateway.repair;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.gateway.data.TenantStorage;
import souk.gateway.market.LeaseIndex;
import souk.gateway.market.LeaseWatch;
import souk.gateway.market.StoragePolicy;
import souk.gateway.market.TermsBook;
import souk.gateway.store.BodyHealth;
import souk.gateway.store.Metadata;
import souk.gateway.store.SegmentRef;
import souk.gateway.store.TenantId;
import souk.net.Metrics;
import souk.sdk.storage.Placements;
import souk.sdk.storage.SegmentManifest;
import souk.sdk.storage.StorageLease;

/// The upkeep of all that is stored: what the gateway runs beside requests, and what it answers about health.
public final class Upkeep {
    /// A provider is asked so often before it counts as gone.
    private static final int BEATS = 4;
    /// So often at the most, and at the least.
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Placements placements;
    private final StoragePolicy policy;
    private final HealthCheck health;
    private final RepairKeeper keeper;

    /// @param providers of the market, how many
    public Upkeep(
            Map<TenantId, TenantStorage> storages,
            Placements placements,
            LeaseIndex index,
            LeaseWatch watch,
            TermsBook terms,
            StoragePolicy policy,
            IntSupplier providers,
            InstantSource clock,
            RandomGenerator random) {
        this.placements = placements;
        this.policy = policy;
        this.health = new HealthCheck(index, watch, terms, providers, clock);
        this.keeper = new RepairKeeper(
                storages.values().stream().map(Upkeep::owner).toList(),
                placements,
                index,
                watch,
                health,
                new Repair(placements, policy, random),
                clock);
    }

    private static Owner owner(TenantStorage storage) {
        var leases = storage.leases();
        return new Owner(
                storage.tenant().account().address(),
                new Owner.Leases() {
                    @Override
                    public List<StorageLease> usable() {
                        return leases.usable();
                    }

                    @Override
                    public List<StorageLease> running() {
                        return leases.running();
                    }

                    @Override
                    public Optional<StorageLease> find(LeaseId lease) {
                        return leases.find(lease);
                    }
                },
                storage.repairer(),
                storage.rebuild(),
                storage.transport());
    }

    public void watchedBy(Metrics metrics) {
        keeper.watchedBy(metrics);
    }

    /// How often [#beat] and [#round] are due.
    public Duration pace() {
        var pace = policy.offline().dividedBy(BEATS);
        var least = pace.compareTo(SHORTEST) < 0 ? SHORTEST : pace;
        return least.compareTo(LONGEST) > 0 ? LONGEST : least;
    }

    public void beat() {
        keeper.beat();
    }

    public void round() {
        keeper.round();
    }

    public RepairStatus status() {
        return keeper.status();
    }

    public RepairStatus.Done done() {
        return keeper.done();
    }

    /// How well segments are kept; empty when none of them is known.
    public Optional<BodyHealth> health(List<Digest> segments) {
        var look = health.look();
        return segments.stream()
                .flatMap(segment -> placements.find(segment).stream())
                .map(look::at)
                .map(Upkeep::summary)
                .reduce(BodyHealth::and);
    }

    private static BodyHealth summary(SegmentHealth health) {
        int healthy = health.healthy().size();
        int wanted = health.profile().success();
        return new BodyHealth(
                1,
                healthy < wanted ? 1 : 0,
                health.lost() ? 1 : 0,
                healthy,
                wanted,
                health.segment().k(),
                health.operators(),
                health.regions(),
                health.daysToLoss());
    }

    /// Takes in segments that earlier versions stored, so that they are kept up too.
    public void adopt(Metadata metadata) {
        metadata.bodies().eachSegment(this::adopt);
    }

    private void adopt(SegmentRef segment) {
        var manifest = SegmentManifest.decode(segment.manifest());
        if (placements.find(manifest.id()).isEmpty()) {
            placements.adopt(manifest);
        }
    }
}
