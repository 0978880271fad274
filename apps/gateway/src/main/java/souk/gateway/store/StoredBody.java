package souk.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The bytes of an object or part that are durable but not yet visible.
///
/// @param id of the draft that holds the pieces recorded so far, if there are any
/// @param pending pieces not recorded yet, that follow them
/// @param size of all, in bytes
public record StoredBody(OptionalLong id, List<Piece> pending, long size) {
    public StoredBody {
        pending = List.copyOf(pending);
    }

    /// This body with one more piece behind it.
    public StoredBody with(Piece piece) {
        var more = new ArrayList<>(pending);
        more.add(piece);
        return new StoredBody(id, more, size + piece.length());
    }

    /// What the acknowledgement of this body promises.
    public Durability durability() {
        // Of an object without bytes there is only the name.
        boolean here = size == 0 || pending.stream().anyMatch(Piece.Inline.class::isInstance);
        return here ? Durability.LOCAL : Durability.QUORUM;
    }

    /// A body of no bytes.
    public static StoredBody empty() {
        return new StoredBody(OptionalLong.empty(), List.of(), 0);
    }
}
