package souk.net.admission;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Whose turn it is among flows that share a server by weight: start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM
/// 1996), whose bound holds on a server of any and changing speed.
///
/// Each flow has a tag that advances by cost over weight as it is served; the flow whose tag is the least is next, and
/// one that comes anew begins at the tag of whoever was served last, so that idleness is neither saved up nor punished.
/// The server does many things at once, as in SFQ(D) (Jin, Chase and Kaur, SIGMETRICS 2004): with D at once two flows
/// that both wait differ in cost over weight by (D + 1) times the largest of each at the most. What something costs is
/// known when it ended; until then it counts as much as the flow's others did lately, and the difference is charged
/// then, as in 2DFQ (Mace et al., SIGCOMM 2016).
///
/// Costs are nanoseconds. Not safe for use by many threads.
final class Turns<K> {
    /// Flows of which a debt is remembered; more than a relay has payers in a minute.
    static final int MAX_FLOWS = 4_096;
    /// Tags have so many steps a nanosecond, so that dividing by a weight loses next to nothing.
    private static final long SCALE = 64;
    /// Lately: the last eight or so.
    private static final int MEMORY = 8;

    private final Map<K, Flow> flows = new LinkedHashMap<>();
    private long virtual;
    private long usual = 1;

    private static final class Flow {
        private final int weight;
        private final long number;
        private long start;
        private long finish;
        private int waiting;
        private int inside;
        private long expected;

        Flow(int weight, long number, long tag, long expected) {
            this.weight = weight;
            this.number = number;
            this.start = tag;
            this.finish = tag;
            this.expected = expected;
        }

        long tag(long cost) {
            return cost * SCALE / weight;
        }
    }

    private long created;

    /// One more of the flow waits.
    void join(K key, int weight) {
        var flow = flow(key, weight);
        if (flow.waiting++ == 0) {
            flow.start = Math.max(virtual, flow.finish);
        }
    }

    /// One of the flow gave up waiting.
    void giveUp(K key) {
        known(key).waiting--;
        forgetIfSettled(key);
    }

    /// The flow whose turn it is, if one waits.
    Optional<K> next() {
        return flows.entrySet().stream()
                .filter(it -> it.getValue().waiting > 0)
                .min(Comparator.comparingLong((Map.Entry<K, Flow> it) -> it.getValue().start)
                        .thenComparingLong(it -> it.getValue().number))
                .map(Map.Entry::getKey);
    }

    /// One of those that wait begins.
    ///
    /// @param charge what it counts until it ends
    void take(K key, long charge) {
        var flow = known(key);
        flow.waiting--;
        begin(flow, flow.start, charge);
    }

    /// One that need not wait begins.
    void enter(K key, int weight, long charge) {
        var flow = flow(key, weight);
        begin(flow, Math.max(virtual, flow.finish), charge);
    }

    /// What the next of the flow is expected to cost.
    long expected(K key) {
        var flow = flows.get(key);
        return flow == null ? usual : flow.expected;
    }

    /// One of the flow ended.
    ///
    /// @param charge as it counted so far
    void end(K key, long charge, long cost) {
        var flow = known(key);
        flow.inside--;
        long correction = flow.tag(cost - charge);
        flow.finish += correction;
        flow.start += correction;
        flow.expected += (cost - flow.expected) / MEMORY;
        usual += (cost - usual) / MEMORY;
        forgetIfSettled(key);
    }

    /// What something costs lately.
    long usual() {
        return usual;
    }

    int size() {
        return flows.size();
    }

    private void begin(Flow flow, long start, long charge) {
        flow.inside++;
        virtual = Math.max(virtual, start);
        flow.finish = start + flow.tag(charge);
        flow.start = flow.finish;
    }

    private Flow flow(K key, int weight) {
        if (!flows.containsKey(key) && flows.size() >= MAX_FLOWS) {
            // What these lose is a debt of one turn or so.
            flows.values().removeIf(flow -> flow.waiting == 0 && flow.inside == 0);
        }
        return flows.computeIfAbsent(key, _ -> new Flow(weight, created++, virtual, usual));
    }

    private Flow known(K key) {
        return Objects.requireNonNull(flows.get(key), "a flow that never came");
    }

    private void forgetIfSettled(K key) {
        var flow = known(key);
        if (flow.waiting == 0 && flow.inside == 0 && flow.finish <= virtual) {
            flows.remove(key);
        }
    }
}
