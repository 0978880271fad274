package souk.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.Region;

final class PlacementProperties {
    private record Node(Address operator, Region region) {}

    @Property
    void spreadsOverOperatorsAndRegions(
            @ForAll @IntRange(min = 1, max = 40) int nodes,
            @ForAll @IntRange(min = 1, max = 8) int regions,
            @ForAll @IntRange(min = 1, max = 40) int wanted,
            @ForAll long seed) {
        var candidates = nodes(nodes, regions);

        var chosen = choose(candidates, 1, wanted, seed);

        assertThat(chosen).hasSize(Math.min(wanted, nodes)).doesNotHaveDuplicates();
        Map<Region, Long> perRegion =
                chosen.stream().collect(Collectors.groupingBy(Node::region, Collectors.counting()));
        long fullest = Collections.max(perRegion.values());
        candidates.stream()
                .collect(Collectors.groupingBy(Node::region, Collectors.counting()))
                .forEach((region, all) -> {
                    long here = perRegion.getOrDefault(region, 0L);
                    assertThat(here == all || here >= fullest - 1).isTrue();
                });
        assertThat(choose(candidates, 1, wanted, seed)).isEqualTo(chosen);
    }

    @Property
    void neverTakesAnOperatorTwice(@ForAll @IntRange(min = 1, max = 20) int nodes, @ForAll long seed) {
        var twice = new java.util.ArrayList<>(nodes(nodes, 3));
        twice.addAll(nodes(nodes, 5));

        assertThat(choose(twice, 1, 40, seed))
                .extracting(Node::operator)
                .hasSize(nodes)
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> choose(twice, nodes + 1, 40, seed))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_FEW_PROVIDERS));
    }

    private static List<Node> choose(List<Node> from, int least, int most, long seed) {
        return Placement.choose(
                from, node -> Set.of(node.operator().hex()), Node::region, least, most, new Random(seed));
    }

    private static List<Node> nodes(int count, int regions) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Node(new Address("0x%040x".formatted(i)), new Region("r" + i % regions)))
                .toList();
    }
}
