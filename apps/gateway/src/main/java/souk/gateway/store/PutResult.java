package souk.gateway.store;

import java.util.Optional;

/// How a write that makes an object visible ended.
public sealed interface PutResult {
    /// The object is visible.
    ///
    /// @param object as stored
    /// @param versioning of the bucket at that moment
    record Stored(ObjectVersion object, Versioning versioning) implements PutResult {}

    /// The condition did not hold; the body was left as garbage.
    ///
    /// @param visible what is there instead
    record ConditionFailed(Optional<ObjectVersion> visible) implements PutResult {}

    /// The bucket went away meanwhile; the body was left as garbage.
    record NoBucket() implements PutResult {}
}
