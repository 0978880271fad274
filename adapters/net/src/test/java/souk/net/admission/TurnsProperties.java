package souk.net.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A server that does several things at once, whose flows always have something waiting.
final class TurnsProperties {
    private static final int ROUNDS = 3_000;
    private static final int LARGEST = 1_000_000;

    private record Running(int flow, long charge, long cost, long until) {}

    private record Served(long[] cost, List<Integer> order) {}

    @Property(tries = 60)
    void flowsThatWaitGetWhatTheirWeightsSay(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 8) int flows,
            @ForAll @IntRange(min = 1, max = 12) int depth) {
        var random = new Random(seed);
        var weights = random.ints(flows, 1, 65).toArray();
        // Each flow has things of its own size: by number of turns alone the shares would be far off.
        var sizes = random.ints(flows, 1_000, LARGEST).toArray();

        var served = serve(random, weights, sizes, depth);

        for (int f = 0; f < flows; f++) {
            for (int g = 0; g < f; g++) {
                // Both sides times both weights, so that nothing is rounded.
                long apart = Math.abs(served.cost[f] * weights[g] - served.cost[g] * weights[f]);
                // SFQ(D)'s bound for known costs, and once more for the charges that are put right afterwards.
                long bound = 2L * (depth + 1) * ((long) sizes[f] * weights[g] + (long) sizes[g] * weights[f]);
                assertThat(apart).isLessThanOrEqualTo(bound);
            }
        }
    }

    @Property(tries = 60)
    void nobodyStarves(@ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int flows) {
        var random = new Random(seed);
        var weights = random.ints(flows, 1, 65).toArray();
        weights[0] = 1;
        var sizes = new int[flows];
        java.util.Arrays.fill(sizes, LARGEST);

        var order = serve(random, weights, sizes, 1).order;

        int others = java.util.Arrays.stream(weights)
                .skip(1)
                .map(weight -> 2 * weight + 4)
                .sum();
        assertThat(order.subList(0, Math.min(order.size(), others))).contains(0);
    }

    @Property(tries = 30)
    void whoComesLateIsNotPunishedForWhatItDidNotUse(@ForAll long seed) {
        var turns = new Turns<String>();
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            turns.enter("early", 1, turns.expected("early"));
            turns.end("early", turns.expected("early"), random.nextInt(1, LARGEST));
        }
        turns.join("early", 1);
        turns.join("late", 1);

        assertThat(turns.next()).isEqualTo(Optional.of("late"));
    }

    private static Served serve(Random random, int[] weights, int[] sizes, int depth) {
        var turns = new Turns<Integer>();
        var cost = new long[weights.length];
        var order = new ArrayList<Integer>();
        var running = new PriorityQueue<Running>(Comparator.comparingLong(Running::until));
        for (int flow = 0; flow < weights.length; flow++) {
            turns.join(flow, weights[flow]);
        }
        long now = 0;
        for (int round = 0; round < ROUNDS; round++) {
            while (running.size() < depth) {
                int flow = turns.next().orElseThrow();
                long charge = turns.expected(flow);
                turns.take(flow, charge);
                turns.join(flow, weights[flow]);
                long each = 1 + random.nextInt(sizes[flow]);
                running.add(new Running(flow, charge, each, now + each));
                order.add(flow);
                cost[flow] += each;
            }
            var ended = running.remove();
            now = ended.until;
            turns.end(ended.flow, ended.charge, ended.cost);
        }
        return new Served(cost, order);
    }
}
