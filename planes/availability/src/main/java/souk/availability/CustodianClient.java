package souk.availability;

import java.util.List;
import souk.core.record.Cid;

/// Reaches custodians. Implementations bound time and size of each call and throw `UNAVAILABLE` or
/// `DEADLINE_EXCEEDED`
/// where a custodian cannot be reached; what it answers is checked by the caller. Used by many threads at once.
public interface CustodianClient {
    /// Hands a piece over for custody in a committee's epoch.
    ///
    /// @throws souk.core.error.SoukException with the custodian's code when it refuses
    CustodySignature put(Custodian custodian, long epoch, Piece piece);

    /// The pieces of a record that the custodian keeps: usually one; none if it has none; several where
    /// different sets
    /// were given to it under the same name.
    List<Piece> get(Custodian custodian, Cid cid);
}
