package souk.core.placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.Region;

/// Which providers get the shards of a segment: never two of one operator, and regions in turn, so that the
/// loss of a
/// region costs as few shards as the market allows.
public final class Placement {
    private Placement() {}

    /// Chooses up to `most` of the candidates.
    ///
    /// @param operator who runs it; a second candidate of the same operator is passed over
    /// @param random decides among equals; the same seed gives the same choice
    /// @return in the order of preference, a region's turn after another's
    /// @throws SoukException `TOO_FEW_PROVIDERS` when fewer than `least` operators are left; it never
    ///     co-locates instead
    public static <C> List<C> choose(
            Collection<C> candidates,
            Function<C, Address> operator,
            Function<C, Region> region,
            int least,
            int most,
            RandomGenerator random) {
        var shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, random);
        var operators = new HashSet<Address>();
        var byRegion = new TreeMap<String, Deque<C>>();
        for (C candidate : shuffled) {
            if (operators.add(operator.apply(candidate))) {
                byRegion.computeIfAbsent(region.apply(candidate).code(), ignored -> new ArrayDeque<>())
                        .add(candidate);
            }
        }
        if (operators.size() < least) {
            throw tooFew(least, operators.size());
        }
        return inTurn(new ArrayList<>(byRegion.values()), Math.min(most, operators.size()), random);
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
                "this needs " + needed + " providers of different operators and " + found
                        + " are reachable: wait for more, or start stopped ones");
    }
}
