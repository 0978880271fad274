package souk.assurance;

import java.util.Optional;
import souk.core.value.Digest;

/// Port: the randomness that the ledger fixed after an epoch's roots were signed.
public interface EpochRandomness {
    /// Empty until it is fixed.
    Optional<Digest> of(long epoch);
}
