package souk.storage;

import java.util.Objects;
import souk.core.merkle.AuditAnswer;
import souk.core.value.Digest;

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
    /// @param shard the shard's root
    record Missing(long cell, Digest shard, Loss loss) implements ShardProof {
        public Missing {
            Objects.requireNonNull(shard);
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
