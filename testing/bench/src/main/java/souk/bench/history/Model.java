package souk.bench.history;

import java.util.Optional;

/// What a thing does when it is used by one client at a time.
///
/// @param <S> its states: immutable, with `equals`
/// @param <A> what is asked of it, together with the answer
public interface Model<S, A> {
    S initial();

    /// The state after the action, or empty if the thing would not have answered so.
    Optional<S> step(S state, A action);
}
