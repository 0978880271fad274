package souk.storage;

import java.util.Objects;
import souk.core.merkle.AuditAnswer;
import souk.core.merkle.SumTree;

/// What [ShardStore#prove] says about one cell.
public sealed interface ShardProof {
    /// The cell, counted over the inventory in units of 1,024 bytes.
    long cell();

    /// The cell with its paths to the inventory's root.
    record Proven(long cell, AuditAnswer answer) implements ShardProof {
        public Proven {
            Objects.requireNonNull(answer);
        }
    }

    /// The shard that should hold the cell cannot be shown, and the provider has to admit it.
    ///
    /// @param located which shard that is and its path to the inventory's root; enough to show that it has
    ///     expired, since nobody has to keep what has
    record Missing(long cell, SumTree.Located located, Loss loss) implements ShardProof {
        public Missing {
            Objects.requireNonNull(located);
            Objects.requireNonNull(loss);
        }
    }

    /// Why a shard cannot be shown.
    enum Loss {
        /// No record of it, or its log file is gone.
        ABSENT,
        /// Its bytes no longer hash to its root.
        CORRUPT,
        /// The device did not give the bytes.
        UNREADABLE
    }
}
