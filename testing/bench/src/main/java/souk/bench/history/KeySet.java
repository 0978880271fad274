package souk.bench.history;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The keys below one prefix, as a listing of one page shows them: all of one moment.
public final class KeySet implements Model<Set<String>, KeySet.Action> {

    /// What is done to the set.
    public sealed interface Action {}

    /// A listing and what it showed.
    public record Listed(Set<String> keys) implements Action {
        public Listed {
            keys = Set.copyOf(keys);
        }
    }

    /// A key that was written.
    public record Added(String key) implements Action {}

    /// A key that was deleted.
    public record Removed(String key) implements Action {}

    @Override
    public Set<String> initial() {
        return Set.of();
    }

    @Override
    public Optional<Set<String>> step(Set<String> state, Action action) {
        return switch (action) {
            case Listed(var keys) -> keys.equals(state) ? Optional.of(state) : Optional.empty();
            case Added(var key) -> Optional.of(changed(state, key, true));
            case Removed(var key) -> Optional.of(changed(state, key, false));
        };
    }

    private static Set<String> changed(Set<String> state, String key, boolean present) {
        var next = new TreeSet<>(state);
        if (present) {
            next.add(key);
        } else {
            next.remove(key);
        }
        return Set.copyOf(next);
    }
}
