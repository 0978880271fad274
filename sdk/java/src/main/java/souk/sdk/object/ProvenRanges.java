package souk.sdk.object;

import java.io.IOException;
import java.util.Optional;
import souk.core.value.Digest;

/// Who serves an object with proofs, and is not believed.
public interface ProvenRanges {
    /// What came for a range.
    ///
    /// @param root that the server names, which proves nothing; empty when it names none
    /// @param proof as [souk.core.merkle.RangeProof] encodes it
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answer(byte[] bytes, Optional<Digest> root, byte[] proof) {}

    /// Asks for bytes; fewer come where the object ends before.
    ///
    /// @throws IOException when there is no such object or nobody answers
    Answer read(long from, long toExclusive) throws IOException;
}
