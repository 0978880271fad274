package souk.assurance;

import java.util.Objects;

/// What a challenge and its answer show.
public sealed interface AuditVerdict {
    /// Every cell was shown.
    ///
    /// @param leaves how many
    record Passed(int leaves) implements AuditVerdict {}

    /// The provider failed; the first cell that shows it.
    ///
    /// @param number of the cell in the epoch's sample, which a challenge on the ledger names
    /// @param position of the cell in the inventory
    record Failed(long number, long position, FailureKind kind) implements AuditVerdict {
        public Failed {
            Objects.requireNonNull(kind);
        }
    }

    /// The challenge itself says nothing of the provider: its inventory is not signed by both parties.
    record Unfounded(String reason) implements AuditVerdict {
        public Unfounded {
            Objects.requireNonNull(reason);
        }
    }

    /// How a provider failed.
    enum FailureKind {
        /// It admits that it cannot show the cell.
        MISSING,
        /// The cell it shows is not the one in its shard.
        WRONG_CELL,
        /// The shard it shows is not where the inventory has it, or has not expired as it says.
        WRONG_PATH,
        /// The answer is not signed by the provider's node.
        BAD_SIGNATURE,
        /// No answer, or one to another question.
        NO_ANSWER
    }
}
