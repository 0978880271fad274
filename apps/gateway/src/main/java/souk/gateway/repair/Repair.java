package souk.gateway.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.core.placement.Placement;
import souk.gateway.market.LeaseCondition;
import souk.gateway.market.StoragePolicy;
import souk.sdk.storage.PlacedSegment;
import souk.sdk.storage.Placements;
import souk.sdk.storage.SegmentManifest.Shard;
import souk.sdk.storage.SegmentRepairer;
import souk.sdk.storage.StorageLease;

/// Makes one segment whole again.
final class Repair {
    private final Placements placements;
    private final StoragePolicy policy;
    private final RandomGenerator random;

    Repair(Placements placements, StoragePolicy policy, RandomGenerator random) {
        this.placements = placements;
        this.policy = policy;
        this.random = random;
    }

    /// How a repair ended.
    sealed interface Result {
        /// @param shards made anew
        /// @param byOthers by a provider that had a grant for it
        record Repaired(int shards, boolean byOthers) implements Result {}

        /// No provider is there that may take another shard of this segment; nothing was read.
        record NoRoom() implements Result {}

        /// The segment was released meanwhile, or its new shards were not taken.
        record Nothing() implements Result {}
    }

    /// @throws souk.core.error.SoukException `TOO_FEW_PROVIDERS` when fewer than k shards can be read
    Result run(Owner owner, HealthCheck.Look look, SegmentHealth health) {
        var targets = targets(owner, health);
        if (targets.isEmpty()) {
            return new Result.NoRoom();
        }
        var segment = health.segment();
        var outcome = owner.rebuild().rebuild(segment, sources(owner, look, health.present()), targets);
        outcome.corrupt().forEach(shard -> placements.lost(shard.lease(), Set.of(shard.root())));
        if (outcome.stored().isEmpty()) {
            return new Result.Nothing();
        }
        var expiry = targets.values().stream()
                .map(StorageLease::expiresAt)
                .min(java.time.Instant::compareTo)
                .orElseThrow();
        var leave = leave(health, outcome);
        return placements.move(segment.id(), leave, outcome.stored(), expiry)
                ? new Result.Repaired(outcome.stored().size(), outcome.byOthers())
                : new Result.Nothing();
    }

    /// Where shards that are needed may go, by the number of the shard.
    private Map<Integer, StorageLease> targets(Owner owner, SegmentHealth health) {
        var segment = health.segment();
        var fates = policy.fates(segment.countries());
        var taken = taken(owner, segment, health.healthy());
        var free = Placement.apart(open(owner), lease -> lease.fates(fates), taken);
        int needed = health.profile().success() - health.healthy().size();
        if (free.isEmpty() || needed < 1) {
            return Map.of();
        }
        var chosen = Placement.choose(
                free, lease -> lease.fates(fates), StorageLease::region, 1, Math.min(needed, free.size()), random);
        var numbers = numbers(health, placements.roots(segment.id()).keySet()).iterator();
        var targets = new LinkedHashMap<Integer, StorageLease>();
        chosen.forEach(lease -> targets.put(numbers.next(), lease));
        return targets;
    }

    private static List<StorageLease> open(Owner owner) {
        return owner.leases().usable().stream().filter(owner.repairer()::takes).toList();
    }

    private Set<String> taken(Owner owner, PlacedSegment segment, Collection<Shard> shards) {
        var fates = policy.fates(segment.countries());
        return shards.stream()
                .flatMap(shard -> owner.leases().find(shard.lease()).stream())
                .flatMap(lease -> lease.fates(fates).stream())
                .collect(Collectors.toSet());
    }

    /// Numbers that no healthy shard has; first those that nobody has, so that a shard whose provider comes
    /// back is one more and not one twice. Of these first those whose roots are known: they can be made by
    /// others.
    private static List<Integer> numbers(SegmentHealth health, Set<Integer> known) {
        var present = health.present().stream().map(Shard::number).collect(Collectors.toSet());
        var healthy = health.healthy().stream().map(Shard::number).collect(Collectors.toSet());
        var numbers = new ArrayList<Integer>();
        IntStream.range(0, health.segment().n())
                .filter(number -> !present.contains(number))
                .boxed()
                .sorted(java.util.Comparator.comparing(number -> !known.contains(number)))
                .forEach(numbers::add);
        present.stream().filter(number -> !healthy.contains(number)).sorted().forEach(numbers::add);
        return numbers;
    }

    private static List<SegmentRepairer.Source> sources(Owner owner, HealthCheck.Look look, List<Shard> shards) {
        var healthyFirst = shards.stream()
                .sorted(java.util.Comparator.comparing(
                        shard -> look.condition(shard.lease()) == LeaseCondition.OFFLINE))
                .toList();
        return healthyFirst.stream()
                .flatMap(shard -> owner.leases().find(shard.lease()).stream()
                        .map(lease -> new SegmentRepairer.Source(shard, lease)))
                .toList();
    }

    /// What is let go with a repair: shards given up, those made twice, and once the segment is whole also
    /// those of providers that are away.
    private static List<Shard> leave(SegmentHealth health, SegmentRepairer.Outcome outcome) {
        var made = outcome.stored().stream().map(Shard::number).collect(Collectors.toSet());
        boolean whole =
                health.healthy().size() + made.size() >= health.profile().success();
        var present = new HashSet<>(health.present());
        var healthy = new HashSet<>(health.healthy());
        return health.segment().shards().stream()
                .filter(shard -> !outcome.corrupt().contains(shard))
                .filter(shard ->
                        !present.contains(shard) || made.contains(shard.number()) || whole && !healthy.contains(shard))
                .toList();
    }

    /// Brings the shards under a lease that ends elsewhere, segment by segment.
    ///
    /// @return whether the shard was moved
    boolean leave(Owner owner, StorageLease from, PlacedSegment segment, HealthCheck.Look look) {
        var fates = policy.fates(segment.countries());
        var mine = segment.shards().stream()
                .filter(shard -> shard.lease().equals(from.lease()))
                .toList();
        var others = segment.shards().stream()
                .filter(shard -> !mine.contains(shard))
                .filter(shard -> look.condition(shard.lease()).counts())
                .toList();
        var taken = taken(owner, segment, others);
        var free = Placement.apart(open(owner), lease -> lease.fates(fates), taken);
        if (mine.isEmpty() || free.isEmpty()) {
            return false;
        }
        var to = Placement.choose(free, lease -> lease.fates(fates), StorageLease::region, 1, 1, random)
                .getFirst();
        var moved = owner.repairer().copy(new SegmentRepairer.Source(mine.getFirst(), from), to, segment.shardBytes());
        return placements.move(segment.id(), mine, List.of(moved), to.expiresAt());
    }

    /// Brings shards under a lease that ends to another lease with the same provider.
    ///
    /// @return how many were moved
    int rehome(Owner owner, StorageLease from, StorageLease to, List<PlacedSegment> segments) {
        var mine = new HashMap<PlacedSegment, List<Shard>>();
        segments.forEach(segment -> mine.put(
                segment,
                segment.shards().stream()
                        .filter(shard -> shard.lease().equals(from.lease()))
                        .toList()));
        var roots = mine.values().stream()
                .flatMap(List::stream)
                .map(Shard::root)
                .distinct()
                .toList();
        var kept = owner.transport().rehome(from, to, roots);
        int moved = 0;
        for (var entry : mine.entrySet()) {
            var here = entry.getValue().stream()
                    .filter(shard -> kept.contains(shard.root()))
                    .toList();
            var there = here.stream()
                    .map(shard -> new Shard(shard.number(), to.lease(), shard.root()))
                    .toList();
            boolean done = !here.isEmpty() && placements.move(entry.getKey().id(), here, there, to.expiresAt());
            moved += done ? here.size() : 0;
        }
        return moved;
    }
}
