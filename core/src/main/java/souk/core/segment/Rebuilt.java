package souk.core.segment;

import java.util.Set;

/// The outcome of rebuilding shards.
public sealed interface Rebuilt {
    /// All sources had the roots they should have, hence so do the rebuilt shards: they may be committed.
    record Complete() implements Rebuilt {}

    /// Some sources did not have their roots: what was written is to be thrown away, and those shards replaced.
    ///
    /// @param shards their numbers, at least one
    record CorruptSources(Set<Integer> shards) implements Rebuilt {
        public CorruptSources {
            shards = Set.copyOf(shards);
        }
    }
}
