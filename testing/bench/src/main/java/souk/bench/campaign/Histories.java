package souk.bench.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import souk.bench.history.Call;
import souk.bench.history.KeySet;
import souk.bench.history.Linearizability;
import souk.bench.history.Model;
import souk.bench.history.Register;
import souk.bench.history.Verdict;

/// What all clients did, by key and by prefix, and what was wrong at first sight. For any number of threads.
final class Histories {
    private final Map<String, List<Call<Register.Action>>> keys = new TreeMap<>();
    private final Map<String, List<Call<KeySet.Action>>> prefixes = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private final AtomicLong lost = new AtomicLong();

    synchronized void key(String key, Call<Register.Action> call) {
        keys.computeIfAbsent(key, fresh -> new ArrayList<>()).add(call);
        if (call.isOpen()) {
            lost.incrementAndGet();
        }
    }

    synchronized void prefix(String prefix, Call<KeySet.Action> call) {
        prefixes.computeIfAbsent(prefix, fresh -> new ArrayList<>()).add(call);
    }

    /// What no order of calls could explain, such as bytes that were never written.
    synchronized void finding(String what) {
        findings.add(what);
    }

    synchronized List<String> keys() {
        return List.copyOf(keys.keySet());
    }

    synchronized List<String> prefixes() {
        return List.copyOf(prefixes.keySet());
    }

    synchronized long calls() {
        return keys.values().stream().mapToLong(List::size).sum()
                + prefixes.values().stream().mapToLong(List::size).sum();
    }

    /// Calls whose outcome nobody knows.
    long lost() {
        return lost.get();
    }

    /// Every violation, with the calls that cannot be explained.
    synchronized List<String> judge() {
        var all = new ArrayList<>(findings);
        keys.forEach((key, calls) -> judge(all, "key " + key, new Register(), calls));
        prefixes.forEach((prefix, calls) -> judge(all, "listing of " + prefix, new KeySet(), calls));
        return all;
    }

    private static <S, A> void judge(List<String> all, String what, Model<S, A> model, List<Call<A>> calls) {
        switch (Linearizability.check(model, calls)) {
            case Verdict.Linearizable<A> _ -> {}
            case Verdict.Undecided<A>(long visited) ->
                all.add(what + ": undecided after " + visited + " states of " + calls.size() + " calls");
            case Verdict.Violated<A>(var explained, var unexplained) ->
                all.add(what + ": no order explains " + unexplained + " after " + explained);
        }
    }
}
