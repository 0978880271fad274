package souk.bench.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import souk.bench.history.Register.Action;
import souk.bench.history.Register.Create;
import souk.bench.history.Register.Read;
import souk.bench.history.Register.Remove;
import souk.bench.history.Register.Replace;
import souk.bench.history.Register.Write;

/// Histories of a register that is right, with and without a lie in them.
final class LinearizabilityProperties {
    private static final int CALLS = 60;
    private static final int OVERLAP = 4;

    /// Each call takes effect at its own moment; it begins somewhat before and ends somewhat after.
    private static List<Call<Action>> honest(Random random, Optional<String> initial) {
        var calls = new ArrayList<Call<Action>>();
        var state = initial;
        for (int i = 0; i < CALLS; i++) {
            Action asked = ask(random, i, state);
            boolean lost = random.nextInt(12) == 0;
            boolean happened = !lost || random.nextBoolean();
            if (happened) {
                state = new Register().step(state, asked).orElseThrow();
            }
            long moment = i * 10L + 5;
            long began = moment - random.nextInt(10 * OVERLAP);
            calls.add(new Call<>(i, began, lost ? Call.NEVER : moment + random.nextInt(10 * OVERLAP), asked));
        }
        return calls;
    }

    private static Action ask(Random random, int number, Optional<String> state) {
        var value = "v" + number;
        return switch (random.nextInt(6)) {
            case 0 -> new Write(value);
            case 1 -> new Create(value, state.isEmpty());
            case 2 -> new Remove();
            case 3 -> new Replace(state.orElse("none"), value, state.isPresent());
            default -> new Read(state);
        };
    }

    @Property(tries = 200)
    void explainsEveryHonestHistory(@ForAll long seed) {
        assertThat(Linearizability.check(new Register(), honest(new Random(seed), Optional.empty())))
                .isInstanceOf(Verdict.Linearizable.class);
    }

    @Property(tries = 200)
    void findsAReadOfAValueThatWasOverwrittenLongAgo(@ForAll long seed) {
        var calls = new ArrayList<Call<Action>>();
        calls.add(new Call<>(0, -1_000, -900, new Write("first")));
        calls.add(new Call<>(0, -800, -700, new Write("second")));
        calls.addAll(honest(new Random(seed), Optional.of("second")));
        long end = 10L * CALLS + 1_000;
        calls.add(new Call<>(0, end, end + 1, new Read(Optional.of("first"))));

        // With many open calls the proof may be given up, but never is such a history called right.
        assertThat(Linearizability.check(new Register(), calls)).isNotInstanceOf(Verdict.Linearizable.class);
    }
}
