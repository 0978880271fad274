package souk.availability;

import java.util.List;
import java.util.Optional;
import souk.core.record.Cid;

/// Reaches custodians. Implementations bound time and size of each call and throw `UNAVAILABLE` or
/// `DEADLINE_EXCEEDED` where a custodian cannot be reached; what it answers is checked by the caller. Used
/// by many threads at once.
public interface CustodianClient {
    /// Hands a piece over for custody in a committee's epoch.
    ///
    /// @throws souk.core.error.SoukException with the custodian's code when it refuses
    CustodySignature put(Custodian custodian, long epoch, Piece piece, Purpose purpose);

    /// The pieces of a record that the custodian keeps: usually one; none if it has none; several where
    /// different sets were given to it under the same name.
    List<Piece> get(Custodian custodian, Cid cid);

    /// Ends custody of what this caller handed over as private under these names; unknown names are no
    /// failure.
    void release(Custodian custodian, List<Cid> cids);

    /// Tells the newest head of an owner.
    ///
    /// @throws souk.core.error.SoukException with the custodian's code when it refuses
    void announce(Custodian custodian, RecordHead head);

    /// The newest head of an owner that the custodian knows.
    Optional<RecordHead> head(Custodian custodian, String owner);
}
