package souk.gateway.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// What must hold of a version for its deletion to happen, checked in the same transaction. Of what is not there
/// everything holds: deleting is repeatable.
///
/// @param etag without quotes, or `*` for any
/// @param modified compared by the second, as clients are told it
public record DeleteCondition(Optional<String> etag, Optional<Instant> modified, OptionalLong size) {
    /// Nothing.
    public static final DeleteCondition ALWAYS =
            new DeleteCondition(Optional.empty(), Optional.empty(), OptionalLong.empty());

    public DeleteCondition {
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(modified, "modified");
        Objects.requireNonNull(size, "size");
    }

    boolean asksNothing() {
        return etag.isEmpty() && modified.isEmpty() && size.isEmpty();
    }

    boolean holds(Optional<ObjectVersion> target) {
        return target.isEmpty() || holds(target.get());
    }

    private boolean holds(ObjectVersion target) {
        var sameTag = etag.isEmpty() || etag.get().equals("*") || etag.get().equals(target.etag());
        var sameTime = modified.isEmpty() || seconds(modified.get()).equals(seconds(target.modified()));
        var sameSize = size.isEmpty() || (!target.marker() && size.getAsLong() == target.size());
        return sameTag && sameTime && sameSize;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
