package souk.bench.history;

import java.util.Optional;

/// One key: it holds a value or nothing.
public final class Register implements Model<Optional<String>, Register.Action> {

    /// What is done to a key. A refusal is an answer too: it says what the key held.
    public sealed interface Action {}

    /// A read and what it saw.
    public record Read(Optional<String> seen) implements Action {}

    /// A write without condition.
    public record Write(String value) implements Action {}

    /// A write that only counts where nothing is.
    ///
    /// @param taken false if it was refused because there is something
    public record Create(String value, boolean taken) implements Action {}

    /// A write that only counts over the value named.
    ///
    /// @param taken false if it was refused because there is another value, or none
    public record Replace(String expected, String value, boolean taken) implements Action {}

    /// A removal, which is right whether there is something or not.
    public record Remove() implements Action {}

    @Override
    public Optional<String> initial() {
        return Optional.empty();
    }

    @Override
    public Optional<Optional<String>> step(Optional<String> state, Action action) {
        return switch (action) {
            case Read(var seen) -> only(seen.equals(state), state);
            case Write(var value) -> Optional.of(Optional.of(value));
            case Create(var value, var taken) when taken -> only(state.isEmpty(), Optional.of(value));
            case Create _ -> only(state.isPresent(), state);
            case Replace(var expected, var value, var taken)
            when taken -> only(state.equals(Optional.of(expected)), Optional.of(value));
            case Replace(var expected, var _, var _) -> only(!state.equals(Optional.of(expected)), state);
            case Remove() -> Optional.of(Optional.empty());
        };
    }

    private static Optional<Optional<String>> only(boolean right, Optional<String> next) {
        return right ? Optional.of(next) : Optional.empty();
    }
}
