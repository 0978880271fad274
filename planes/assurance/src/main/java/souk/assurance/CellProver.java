package souk.assurance;

import java.util.List;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Port, on the provider's side: the shard store.
public interface CellProver {
    /// What can be said of these cells of the inventory under `root`, in their order. A lost shard is
    /// [CellAnswer.Missing], or [CellAnswer.Expired] if its time is over, and no exception.
    ///
    /// @throws souk.core.error.SoukException `STALE_ROOT` if the provider keeps no inventory under this root
    List<CellAnswer> prove(LeaseId lease, Digest root, List<Long> positions);
}
