package souk.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import souk.core.merkle.Span;

/// The bytes of an object or part that are durable but not yet visible.
///
/// @param id of the draft that holds the pieces recorded so far, if there are any
/// @param pending pieces not recorded yet, that follow them
/// @param size of all, in bytes
/// @param span the hashes over all of them, once they are known
public record StoredBody(OptionalLong id, List<Piece> pending, long size, Optional<Span> span) {
    public StoredBody {
        pending = List.copyOf(pending);
    }

    /// A body that is not hashed yet.
    public StoredBody(OptionalLong id, List<Piece> pending, long size) {
        this(id, pending, size, Optional.empty());
    }

    /// This body, complete, with the hashes over its bytes.
    public StoredBody hashed(Span hashes) {
        return new StoredBody(id, pending, size, Optional.of(hashes));
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
