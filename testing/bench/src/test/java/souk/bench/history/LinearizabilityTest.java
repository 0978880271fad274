package souk.bench.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.bench.history.Register.Action;
import souk.bench.history.Register.Create;
import souk.bench.history.Register.Read;
import souk.bench.history.Register.Remove;
import souk.bench.history.Register.Replace;
import souk.bench.history.Register.Write;

final class LinearizabilityTest {
    private static final Read NOTHING = new Read(Optional.empty());

    @Test
    void allowsWhatOneClientDoesAfterTheOther() {
        assertRight(
                call(0, 1, new Write("a")),
                call(2, 3, sees("a")),
                call(4, 5, new Remove()),
                call(6, 7, NOTHING),
                call(8, 9, new Create("b", true)),
                call(10, 11, new Create("c", false)),
                call(12, 13, new Replace("b", "d", true)),
                call(14, 15, new Replace("b", "e", false)),
                call(16, 17, sees("d")));
    }

    @Test
    void allowsEitherValueWhileAWriteRuns() {
        assertRight(
                call(0, 1, new Write("a")), call(2, 9, new Write("b")), call(3, 4, sees("a")), call(5, 6, sees("b")));
    }

    @Test
    void findsAReadThatWentBack() {
        assertWrong(
                call(0, 1, new Write("a")), call(2, 9, new Write("b")), call(3, 4, sees("b")), call(5, 6, sees("a")));
    }

    @Test
    void findsALostWrite() {
        assertWrong(call(0, 1, new Write("a")), call(2, 3, NOTHING));
    }

    @Test
    void findsAStaleReadAfterAWrite() {
        assertWrong(call(0, 1, new Write("a")), call(2, 3, new Write("b")), call(4, 5, sees("a")));
    }

    @Test
    void findsADeleteThatCameBack() {
        assertWrong(call(0, 1, new Write("a")), call(2, 3, new Remove()), call(4, 5, NOTHING), call(6, 7, sees("a")));
    }

    @Test
    void findsAValueNobodyWrote() {
        assertWrong(call(0, 1, new Write("a")), call(0, 9, sees("x")));
    }

    @Test
    void findsTwoWinnersOfOneRace() {
        assertWrong(call(0, 5, new Create("a", true)), call(1, 6, new Create("b", true)));
        assertWrong(
                call(0, 1, new Write("a")),
                call(2, 9, new Replace("a", "b", true)),
                call(2, 9, new Replace("a", "c", true)));
    }

    @Test
    void findsARefusalWithoutReason() {
        assertWrong(call(0, 1, new Create("a", false)));
        assertWrong(call(0, 1, new Write("a")), call(2, 3, new Replace("a", "b", false)));
    }

    @Test
    void aWriteOfUnknownOutcomeMayHappenLateOrNever() {
        assertRight(call(0, 1, new Write("a")), open(2, new Write("b")), call(3, 4, sees("a")));
        assertRight(
                call(0, 1, new Write("a")), open(2, new Write("b")), call(3, 4, sees("a")), call(90, 91, sees("b")));
        assertRight(call(0, 1, new Write("a")), open(2, new Remove()), call(3, 4, NOTHING));
    }

    @Test
    void aWriteOfUnknownOutcomeHappensOnceAtMostAndNotBeforeItBegan() {
        assertWrong(
                call(0, 1, new Write("a")),
                open(2, new Write("b")),
                call(3, 4, sees("b")),
                call(5, 6, new Write("c")),
                call(7, 8, sees("b")));
        assertWrong(call(0, 1, new Write("a")), call(2, 3, sees("b")), open(4, new Write("b")));
    }

    @Test
    void tellsHowFarTheHistoryMadesSense() {
        var verdict = Linearizability.check(
                new Register(), List.of(call(0, 1, new Write("a")), call(2, 3, sees("a")), call(4, 5, NOTHING)));

        assertThat(verdict instanceof Verdict.Violated<Action>(var explained, var _) ? explained.size() : -1)
                .isEqualTo(2);
    }

    @Test
    void givesUpRatherThanSearchForever() {
        var calls = new java.util.ArrayList<Call<Action>>();
        for (int i = 0; i < 40; i++) {
            calls.add(open(0, new Write("v" + i)));
        }
        calls.add(call(1, 2, sees("nowhere")));

        assertThat(Linearizability.check(new Register(), calls, 10_000)).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void aListingShowsOneMoment() {
        var both = List.<Call<KeySet.Action>>of(
                new Call<>(0, 0, 9, new KeySet.Added("a")),
                new Call<>(1, 0, 9, new KeySet.Added("b")),
                new Call<>(2, 1, 2, new KeySet.Listed(Set.of("b"))),
                new Call<>(2, 3, 4, new KeySet.Listed(Set.of("a", "b"))));
        var torn = List.<Call<KeySet.Action>>of(
                new Call<>(0, 0, 1, new KeySet.Added("a")),
                new Call<>(0, 2, 3, new KeySet.Added("b")),
                new Call<>(2, 0, 9, new KeySet.Listed(Set.of("b"))));
        var resurrected = List.<Call<KeySet.Action>>of(
                new Call<>(0, 0, 1, new KeySet.Added("a")),
                new Call<>(0, 2, 3, new KeySet.Removed("a")),
                new Call<>(2, 4, 5, new KeySet.Listed(Set.of("a"))));

        assertThat(Linearizability.check(new KeySet(), both)).isInstanceOf(Verdict.Linearizable.class);
        assertThat(Linearizability.check(new KeySet(), torn)).isInstanceOf(Verdict.Violated.class);
        assertThat(Linearizability.check(new KeySet(), resurrected)).isInstanceOf(Verdict.Violated.class);
    }

    private static Read sees(String value) {
        return new Read(Optional.of(value));
    }

    private static Call<Action> call(long began, long ended, Action action) {
        return new Call<>(0, began, ended, action);
    }

    private static Call<Action> open(long began, Action action) {
        return new Call<>(0, began, Call.NEVER, action);
    }

    @SafeVarargs
    private static void assertRight(Call<Action>... calls) {
        assertThat(Linearizability.check(new Register(), List.of(calls))).isInstanceOf(Verdict.Linearizable.class);
    }

    @SafeVarargs
    private static void assertWrong(Call<Action>... calls) {
        assertThat(Linearizability.check(new Register(), List.of(calls))).isInstanceOf(Verdict.Violated.class);
    }
}
