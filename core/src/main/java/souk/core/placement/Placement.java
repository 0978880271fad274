package souk.core.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.Region;

/// Chooses providers for the parts of one thing: never two of one operator, regions in turn, so that no region
/// holds
/// more parts than needed.
///
/// Within a region the order is drawn by a seed, which spreads load over equal providers and is the same
/// wherever it is
/// computed again. Latency does not decide who holds a part, or the nearest providers would hold everything.
public final class Placement {
    /// Most parts of one thing: what Reed-Solomon over GF(2^8) can tell apart.
    public static final int MAX_PARTS = 256;

    private Placement() {}

    /// The first `parts` of the ranking.
    ///
    /// @param partBytes each chosen provider has room for so much
    /// @param seed same seed and same candidates, in any order, give the same choice
    /// @throws SoukException `TOO_FEW_PROVIDERS` when there are not so many suitable operators: parts are
    ///     never put
    ///     together to make up for it
    public static List<PlacementCandidate> choose(
            List<PlacementCandidate> candidates, int parts, long partBytes, long seed) {
        if (parts < 1 || parts > MAX_PARTS) {
            throw new IllegalArgumentException("parts must be from 1 to " + MAX_PARTS);
        }
        var ranking = rank(candidates, partBytes, seed);
        if (ranking.size() < parts) {
            throw new SoukException(
                    ErrorCode.TOO_FEW_PROVIDERS, shortage(candidates, ranking.size(), parts, partBytes));
        }
        return List.copyOf(ranking.subList(0, parts));
    }

    /// All suitable operators, one provider each, in the order in which to use them.
    public static List<PlacementCandidate> rank(List<PlacementCandidate> candidates, long partBytes, long seed) {
        var suitable = candidates.stream()
                .filter(candidate -> isSuitable(candidate, partBytes))
                .sorted(drawn(candidates, seed))
                .toList();
        return inTurn(byRegion(suitable));
    }

    private static boolean isSuitable(PlacementCandidate candidate, long partBytes) {
        return candidate.health() == PlacementCandidate.Health.HEALTHY && candidate.freeBytes() >= partBytes;
    }

    /// A random order that depends on the seed and the set of candidates only.
    private static Comparator<PlacementCandidate> drawn(List<PlacementCandidate> candidates, long seed) {
        var random = new SplittableRandom(seed);
        var lots = new HashMap<Address, Long>();
        candidates.stream()
                .map(PlacementCandidate::provider)
                .sorted()
                .distinct()
                .forEach(provider -> lots.put(provider, random.nextLong()));
        return Comparator.comparing((PlacementCandidate candidate) -> lots.getOrDefault(candidate.provider(), 0L))
                .thenComparing(PlacementCandidate::provider);
    }

    private static Map<Region, List<PlacementCandidate>> byRegion(List<PlacementCandidate> drawn) {
        return drawn.stream()
                .collect(Collectors.groupingBy(
                        PlacementCandidate::region, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
    }

    /// One of each region in turn; who shares an operator with an earlier one is passed over and costs its
    /// region no
    /// turn.
    private static List<PlacementCandidate> inTurn(Map<Region, List<PlacementCandidate>> regions) {
        var ranking = new ArrayList<PlacementCandidate>();
        var operators = new HashSet<Address>();
        while (!regions.isEmpty()) {
            for (var waiting : regions.values()) {
                while (!waiting.isEmpty()) {
                    var next = waiting.removeFirst();
                    if (operators.add(next.operator())) {
                        ranking.add(next);
                        break;
                    }
                }
            }
            regions.values().removeIf(List::isEmpty);
        }
        return List.copyOf(ranking);
    }

    private static String shortage(List<PlacementCandidate> candidates, int found, int parts, long partBytes) {
        long unreachable = candidates.stream()
                .filter(candidate -> candidate.health() == PlacementCandidate.Health.UNREACHABLE)
                .count();
        long full = candidates.stream()
                .filter(candidate -> candidate.freeBytes() < partBytes)
                .count();
        return parts + " distinct operators are needed, " + found + " are suitable; of " + candidates.size()
                + " providers " + unreachable + " are unreachable and " + full + " have less than " + partBytes
                + " bytes free";
    }
}
