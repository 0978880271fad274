package souk.core.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Region;

/// Which providers get the shards of a segment: never two that would fail together, and regions in turn, so that the
/// loss of a region costs as few shards as the market allows.
///
/// Candidates are taken in a random order and one that shares anything with an earlier one is passed over. Where that
/// leaves fewer than another order would, a segment gets fewer shards, never shards that fail together.
public final class Placement {
    private Placement() {}

    /// Chooses up to `most` of the candidates.
    ///
    /// @param fates what a candidate shares with others that fail together with it, such as its operator and its
    ///     network; two candidates never share any
    /// @param random decides among equals; the same seed gives the same choice
    /// @return in the order of preference, a region's turn after another's
    /// @throws SoukException `TOO_FEW_PROVIDERS` when fewer than `least` operators are left; it never
    ///     co-locates instead
    public static <C> List<C> choose(
            Collection<C> candidates,
            Function<C, Set<String>> fates,
            Function<C, Region> region,
            int least,
            int most,
            RandomGenerator random) {
        var shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, random);
        var apart = apart(shuffled, fates, Set.of());
        if (apart.size() < least) {
            throw tooFew(least, apart.size());
        }
        var byRegion = new TreeMap<String, Deque<C>>();
        for (C candidate : apart) {
            byRegion.computeIfAbsent(region.apply(candidate).code(), ignored -> new ArrayDeque<>())
                    .add(candidate);
        }
        return inTurn(new ArrayList<>(byRegion.values()), Math.min(most, apart.size()), random);
    }

    /// Those of the candidates that share nothing with each other nor with what is taken already; the earlier of two
    /// stays.
    public static <C> List<C> apart(Collection<C> candidates, Function<C, Set<String>> fates, Set<String> taken) {
        var seen = new HashSet<>(taken);
        var apart = new ArrayList<C>();
        for (C candidate : candidates) {
            var own = fates.apply(candidate);
            if (Collections.disjoint(seen, own)) {
                seen.addAll(own);
                apart.add(candidate);
            }
        }
        return List.copyOf(apart);
    }

    private static <C> List<C> inTurn(List<Deque<C>> regions, int count, RandomGenerator random) {
        // The first turn begins at a random region; otherwise the first by name would get the odd shard each time.
        Collections.shuffle(regions, random);
        var chosen = new ArrayList<C>(count);
        for (int turn = 0; chosen.size() < count; turn++) {
            var region = regions.get(turn % regions.size());
            if (!region.isEmpty()) {
                chosen.add(region.removeFirst());
            }
        }
        return List.copyOf(chosen);
    }

    static SoukException tooFew(int needed, int found) {
        return new SoukException(
                ErrorCode.TOO_FEW_PROVIDERS,
                "this needs " + needed
                        + " providers that do not fail together (operator, network, and country where the"
                        + " bucket asks for it) and " + found + " are reachable: wait for more, or start stopped ones");
    }
}
