package souk.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The bytes of an object or part that are durable but not yet visible.
///
/// @param id of the draft that holds the segments recorded so far, if there are any
/// @param pending segments not recorded yet, that follow them
/// @param size of all, in bytes
public record StoredBody(OptionalLong id, List<SegmentRef> pending, long size) {
    public StoredBody {
        pending = List.copyOf(pending);
    }

    /// This body with one more segment behind it.
    public StoredBody with(SegmentRef segment) {
        var more = new ArrayList<>(pending);
        more.add(segment);
        return new StoredBody(id, more, size + segment.length());
    }

    /// A body of no bytes.
    public static StoredBody empty() {
        return new StoredBody(OptionalLong.empty(), List.of(), 0);
    }
}
