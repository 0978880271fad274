package souk.assurance;

import java.time.Instant;
import souk.core.record.Cid;
import souk.core.value.Digest;

/// Port: challenges on the ledger, the last resort of an audit. Failures are [souk.core.error.SoukException]s.
public interface Disputes {
    /// Posts a bond and asks for one cell on the ledger.
    ///
    /// @param inventory whose epoch's randomness the ledger uses
    /// @param number of the cell in that epoch's sample
    /// @param evidence the public record of why
    /// @return the challenge's name there; the same one again if it exists, whoever opened it
    Digest open(CoSignedRoot inventory, long number, Cid evidence);

    /// How a challenge stands.
    Status status(Digest dispute);

    /// Ends a challenge whose deadline has passed without an answer: the provider is slashed.
    void resolve(Digest dispute);

    /// How a challenge on the ledger stands.
    sealed interface Status {}

    /// The ledger does not know it, perhaps not yet, perhaps after a reorganisation.
    record Unknown() implements Status {}

    /// Not answered so far.
    record Open(Instant deadline) implements Status {}

    /// The provider showed the cell; the bond is its own.
    record Answered() implements Status {}

    /// The provider did not show the cell.
    record Lost() implements Status {}
}
