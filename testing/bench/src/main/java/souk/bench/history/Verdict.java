package souk.bench.history;

import java.util.List;

/// What a check of a history says.
///
/// @param <A> the actions of the model
public sealed interface Verdict<A> {
    /// There is an order that explains every answer.
    record Linearizable<A>() implements Verdict<A> {}

    /// There is none.
    ///
    /// @param explained the longest order found that explains its own answers
    /// @param unexplained the calls that ended and fit nowhere behind it
    record Violated<A>(List<Call<A>> explained, List<Call<A>> unexplained) implements Verdict<A> {
        public Violated {
            explained = List.copyOf(explained);
            unexplained = List.copyOf(unexplained);
        }
    }

    /// The search was given up: too many calls of unknown outcome at once.
    record Undecided<A>(long visited) implements Verdict<A> {}
}
