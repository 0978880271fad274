package souk.assurance;

import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;

/// Port, on the provider's side: challenges on the ledger.
public interface DisputeDesk {
    /// Challenges to this provider that are neither answered nor ended. Read from the ledger, so nothing is
    /// forgotten over a restart.
    List<OpenedChallenge> open(Address provider);

    /// Shows the cell on the ledger: [CellAnswer.Held], or [CellAnswer.Expired] with no bytes. Submitting twice
    /// does no harm.
    void answer(Digest challenge, CellAnswer proof);
}
