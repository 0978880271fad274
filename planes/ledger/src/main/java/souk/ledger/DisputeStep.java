package souk.ledger;

import java.math.BigInteger;
import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Signature;
import souk.core.value.Uint;

/// What parties, auditors, arbiters and time do to a dispute. Evidence is the digest of a public record.
public sealed interface DisputeStep {
    /// A party of a lease claims an amount of the stake token and locks a bond, which [LedgerCommand.Approve] allowed.
    record Open(LeaseId lease, DisputeState.Claim claim, BigInteger amount, Digest evidence) implements DisputeStep {
        public Open {
            Uint.check(amount, 96, "a claim");
        }
    }

    /// The defendant denies it and locks the same bond. Silence loses.
    record Answer(Digest dispute, Digest evidence) implements DisputeStep {}

    /// The defendant concedes the claim, or the claimant withdraws it.
    record Concede(Digest dispute) implements DisputeStep {}

    /// Both end it by an amount.
    ///
    /// @param signature of the party that is not the sender
    record Settle(Digest dispute, BigInteger amount, Signature signature) implements DisputeStep {
        public Settle {
            Uint.check(amount, 96, "an amount");
        }
    }

    /// A party adds evidence. A claimant that does not forfeits.
    record SubmitEvidence(Digest dispute, Digest evidence) implements DisputeStep {}

    /// Anyone brings what a quorum of auditors found.
    ///
    /// @param report digest of what they did
    /// @param auditors in ascending order
    record Lodge(
            Digest dispute,
            DisputeState.Verdict verdict,
            Digest report,
            List<Address> auditors,
            List<Signature> signatures)
            implements DisputeStep {
        public Lodge {
            auditors = List.copyOf(auditors);
            signatures = List.copyOf(signatures);
        }
    }

    /// Whom the auditors' statement speaks against asks for arbiters.
    record Contest(Digest dispute, Digest evidence) implements DisputeStep {}

    /// A drawn arbiter commits.
    ///
    /// @param commitment see [DisputeState.Verdict#commitment]
    record Commit(Digest dispute, Digest commitment) implements DisputeStep {}

    /// A drawn arbiter shows what it committed to.
    record Reveal(Digest dispute, DisputeState.Verdict verdict, Digest salt) implements DisputeStep {}

    /// Who lost before the first panel asks for a larger one and locks a larger bond.
    record Appeal(Digest dispute, Digest evidence) implements DisputeStep {}

    /// Anyone, after a stage's deadline: what time alone brings.
    record Advance(Digest dispute) implements DisputeStep {}

    /// Anyone pays what a payer owes by a dispute.
    record PayDebt(Digest dispute, BigInteger amount) implements DisputeStep {
        public PayDebt {
            Uint.check(amount, 96, "an amount");
        }
    }
}
