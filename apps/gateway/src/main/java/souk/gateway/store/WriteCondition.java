package souk.gateway.store;

import java.util.Optional;

/// What must hold of the latest version for a write to happen, checked in the same transaction.
public sealed interface WriteCondition {
    /// Nothing.
    record Always() implements WriteCondition {}

    /// There is no object under the key.
    record IfAbsent() implements WriteCondition {}

    /// There is none with this tag.
    ///
    /// @param etag without quotes
    record IfNoneMatch(String etag) implements WriteCondition {}

    /// There is one, with this tag.
    ///
    /// @param etag without quotes, or `*` for any
    record IfMatch(String etag) implements WriteCondition {}

    /// Whether the condition holds for the visible object, if there is one.
    default boolean holds(Optional<ObjectVersion> visible) {
        return switch (this) {
            case Always() -> true;
            case IfAbsent() -> visible.isEmpty();
            case IfNoneMatch(var etag) ->
                visible.filter(each -> each.etag().equals(etag)).isEmpty();
            case IfMatch(var etag) -> visible.isPresent() && matches(etag, visible.get());
        };
    }

    private static boolean matches(String etag, ObjectVersion visible) {
        return etag.equals("*") || etag.equals(visible.etag());
    }
}
