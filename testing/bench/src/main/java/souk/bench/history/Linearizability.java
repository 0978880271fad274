package souk.bench.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Searches an order of calls that a model could have answered so: the search of Wing and Gong (1993), which tries
/// every call that may come first, with the memory of Lowe (2017), which never tries the same set of calls in the
/// same state again.
///
/// The cost grows with how many calls overlap, not with how long the history is. Give it one key at a time.
public final class Linearizability {
    /// Sets of calls looked at before giving up; each takes some hundred bytes.
    public static final int MAX_VISITED = 500_000;

    private Linearizability() {}

    /// Judges a history.
    public static <S, A> Verdict<A> check(Model<S, A> model, List<Call<A>> history) {
        return check(model, history, MAX_VISITED);
    }

    static <S, A> Verdict<A> check(Model<S, A> model, List<Call<A>> history, int maxVisited) {
        return new Search<>(model, history, maxVisited).run();
    }

    private record Seen<S>(BitSet done, S state) {}

    /// A choice that may have to be taken back.
    private record Step<S>(int call, S before) {}

    private static final class Search<S, A> {
        private final Model<S, A> model;
        private final List<Call<A>> calls;
        private final int maxVisited;
        private final BitSet done = new BitSet();
        private final Set<Seen<S>> seen = new HashSet<>();
        private final Deque<Step<S>> path = new ArrayDeque<>();
        private List<Integer> longest = List.of();
        private S state;

        Search(Model<S, A> model, List<Call<A>> history, int maxVisited) {
            this.model = model;
            this.maxVisited = maxVisited;
            // Calls that surely happened are tried first; those of unknown outcome only where nothing else fits.
            this.calls = history.stream()
                    .sorted(Comparator.<Call<A>>comparingLong(Call::ended).thenComparingLong(Call::began))
                    .toList();
            this.state = model.initial();
        }

        Verdict<A> run() {
            int next = 0;
            while (!isComplete()) {
                if (seen.size() >= maxVisited) {
                    return new Verdict.Undecided<>(seen.size());
                }
                int chosen = choose(next);
                if (chosen >= 0) {
                    next = 0;
                } else if (path.isEmpty()) {
                    return violated();
                } else {
                    next = takeBack() + 1;
                }
            }
            return new Verdict.Linearizable<>();
        }

        private boolean isComplete() {
            int open = done.nextClearBit(0);
            return open >= calls.size() || calls.get(open).isOpen();
        }

        /// Takes the first call from `from` on that may be next and leads somewhere new; -1 if there is none.
        private int choose(int from) {
            // Sorted by their ends, so the first one left is the first that ended: what began later comes later.
            long limit = calls.get(done.nextClearBit(0)).ended();
            for (int i = done.nextClearBit(from); i < calls.size(); i = done.nextClearBit(i + 1)) {
                if (calls.get(i).began() <= limit && take(i)) {
                    return i;
                }
            }
            return -1;
        }

        private boolean take(int call) {
            Optional<S> after = model.step(state, calls.get(call).action());
            if (after.isEmpty()) {
                return false;
            }
            done.set(call);
            if (!seen.add(new Seen<>((BitSet) done.clone(), after.get()))) {
                done.clear(call);
                return false;
            }
            path.push(new Step<>(call, state));
            state = after.get();
            if (path.size() > longest.size()) {
                longest = path.stream().map(Step::call).toList().reversed();
            }
            return true;
        }

        private int takeBack() {
            Step<S> last = path.pop();
            done.clear(last.call());
            state = last.before();
            return last.call();
        }

        private Verdict<A> violated() {
            var explained = longest.stream().map(calls::get).toList();
            var rest = new ArrayList<Call<A>>();
            for (int i = 0; i < calls.size(); i++) {
                if (!longest.contains(i) && !calls.get(i).isOpen()) {
                    rest.add(calls.get(i));
                }
            }
            return new Verdict.Violated<>(explained, rest);
        }
    }
}
