package souk.gateway.data;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import souk.core.error.SoukException;
import souk.core.market.RepairGrant;
import souk.core.value.Digest;
import souk.sdk.storage.OwnedShards;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.Placements;
import souk.sdk.storage.RepairTask;
import souk.sdk.storage.RepairTask.Place;
import souk.sdk.storage.SegmentManifest.Shard;
import souk.sdk.storage.SegmentRebuild;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.SegmentRepairer.Source;
import souk.sdk.storage.StorageLease;

/// Gives repairs to providers, by signed grants, and pays for what was restored.
///
/// What a repairer says is not believed: paid are the shards that their new providers say they have, by
/// roots that were known before. Whom nobody can be found for, and what a repairer did not do, the gateway
/// repairs itself.
public final class RepairDelegation implements SegmentRebuild {
    /// A grant lives so long: time for a segment to move at a slow provider, and no longer.
    static final Duration VALID = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(RepairDelegation.class.getName());

    private final SegmentRebuild own;
    private final Supplier<List<StorageLease>> usable;
    private final Placements placements;
    private final OwnedShards transport;
    private final RepairGrants grants;
    private final Repairers repairers;
    private final Ledger ledger;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// Hands grants out.
    @FunctionalInterface
    public interface Repairers {
        /// Signs the grant, hands it to the provider of the lease that pays, and waits until it has done
        /// what it can.
        ///
        /// @throws SoukException when it did nothing, as far as it says
        void repair(StorageLease lease, RepairGrant grant, RepairTask task);
    }

    /// Owes a repairer what it moved.
    @FunctionalInterface
    public interface Ledger {
        /// @param read bytes of sources
        /// @param stored bytes of shards restored
        /// @param requests all of them
        void owe(souk.core.value.LeaseId lease, long read, long stored, long requests);
    }

    /// @param own repairs what is not given to others
    /// @param usable leases that shards may go under, one a provider; any of these may be asked to repair
    public RepairDelegation(
            SegmentRebuild own,
            Supplier<List<StorageLease>> usable,
            Placements placements,
            OwnedShards transport,
            RepairGrants grants,
            Repairers repairers,
            Ledger ledger,
            InstantSource clock,
            RandomGenerator random) {
        this.own = own;
        this.usable = usable;
        this.placements = placements;
        this.transport = transport;
        this.grants = grants;
        this.repairers = repairers;
        this.ledger = ledger;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public SegmentRepairer.Outcome rebuild(
            PlacedSegment segment, List<Source> sources, Map<Integer, StorageLease> targets) {
        var earlier = settleOpen(segment);
        if (!earlier.isEmpty()) {
            return new SegmentRepairer.Outcome(earlier, Set.of());
        }
        var given = give(segment, sources, targets);
        if (given.isEmpty()) {
            return own.rebuild(segment, sources, targets);
        }
        var stored = settle(given.get());
        return stored.isEmpty()
                ? own.rebuild(segment, sources, targets)
                : new SegmentRepairer.Outcome(stored, Set.of());
    }

    /// What was restored while we were away: a crash between a grant and its payment, or a repairer that
    /// went on.
    private List<Shard> settleOpen(PlacedSegment segment) {
        var taken = segment.shards().stream().map(Shard::lease).collect(Collectors.toSet());
        var numbers = segment.shards().stream().map(Shard::number).collect(Collectors.toSet());
        var stored = new ArrayList<Shard>();
        for (var open : grants.open(segment.id())) {
            // A place that the segment has taken meanwhile cannot take this shard as well.
            settle(open).stream()
                    .filter(shard -> taken.add(shard.lease()) && numbers.add(shard.number()))
                    .forEach(stored::add);
        }
        return stored;
    }

    private Optional<RepairGrants.Given> give(
            PlacedSegment segment, List<Source> sources, Map<Integer, StorageLease> targets) {
        var roots = placements.roots(segment.id());
        var repairer = repairer(targets);
        if (repairer.isEmpty() || !roots.keySet().containsAll(targets.keySet()) || sources.size() < segment.k()) {
            return Optional.empty();
        }
        var lease = repairer.get();
        var task = task(segment, sources, targets, roots);
        var until = clock.instant().plus(VALID);
        var given = new RepairGrants.Given(lease.lease(), task);
        grants.give(given, until);
        var grant = new RepairGrant(lease.lease(), lease.node().publicKey(), task.digest(), until);
        try {
            repairers.repair(lease, grant, task);
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "repair.not-done repairer={0} code={1} reason={2}",
                    lease.provider(),
                    e.code(),
                    e.getMessage());
        }
        return Optional.of(given);
    }

    private Optional<StorageLease> repairer(Map<Integer, StorageLease> targets) {
        var free = usable.get().stream()
                .filter(lease -> !targets.containsValue(lease))
                .toList();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.get(random.nextInt(free.size())));
    }

    private static RepairTask task(
            PlacedSegment segment,
            List<Source> sources,
            Map<Integer, StorageLease> targets,
            Map<Integer, Digest> roots) {
        var from = sources.stream()
                .filter(source -> !targets.containsKey(source.shard().number()))
                .map(source -> Place.of(source.shard(), source.lease()))
                .toList();
        var to = targets.entrySet().stream()
                .map(target -> Place.of(
                        new Shard(target.getKey(), target.getValue().lease(), root(roots, target.getKey())),
                        target.getValue()))
                .toList();
        return new RepairTask(segment.id(), segment.k(), segment.n(), segment.shardBytes(), from, to);
    }

    private static Digest root(Map<Integer, Digest> roots, int number) {
        return Optional.ofNullable(roots.get(number)).orElseThrow();
    }

    /// Asks the new providers what they have, and pays for that, once.
    private List<Shard> settle(RepairGrants.Given given) {
        var task = given.task();
        var stored =
                task.targets().stream().filter(this::there).map(Place::shard).toList();
        if (grants.settle(task) && !stored.isEmpty()) {
            ledger.owe(
                    given.lease(),
                    task.k() * task.shardBytes(),
                    stored.size() * task.shardBytes(),
                    task.k() + stored.size());
        }
        return stored;
    }

    private boolean there(Place place) {
        var lease = usable.get().stream()
                .filter(each -> each.lease().equals(place.shard().lease()))
                .findFirst();
        try {
            return lease.isPresent()
                    && !transport
                            .missing(lease.get(), List.of(place.shard().root()))
                            .contains(place.shard().root());
        } catch (SoukException e) {
            return false;
        }
    }
}
