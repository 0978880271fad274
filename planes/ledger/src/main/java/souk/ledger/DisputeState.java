package souk.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import souk.core.hash.Keccak256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Uint;

/// A dispute as the ledger keeps it. Amounts are smallest units of the stake token.
///
/// @param dispute its name: hash of lease, claimant and claim
/// @param claimant payer or provider of the lease
/// @param amount claimed
/// @param bond of each side
/// @param debt that a payer still owes by it
/// @param deadline of the stage; the epoch's start while a panel is drawn, which waits for blocks
/// @param answered whether the defendant's bond is there
/// @param shown whether the claimant showed evidence after the answer
/// @param verdict of auditors while `ATTESTED`, of the last panel later
/// @param round 0 before the first draw, 1, or 2 on appeal
/// @param panel of the round
public record DisputeState(
        Digest dispute,
        LeaseId lease,
        Address claimant,
        Address defendant,
        Claim claim,
        BigInteger amount,
        BigInteger bond,
        BigInteger debt,
        Stage stage,
        Instant deadline,
        boolean answered,
        boolean shown,
        Verdict verdict,
        Outcome outcome,
        int round,
        List<Address> panel) {
    public DisputeState {
        panel = List.copyOf(panel);
    }

    /// What is claimed, in the ledger's numbering. `NOT_PAID` by the provider, `POLICY_VIOLATED` by either, the others
    /// by the payer.
    public enum Claim {
        NONE,
        NOT_DELIVERED,
        WRONG_RESULT,
        SLO_BREACHED,
        OVERCHARGED,
        POLICY_VIOLATED,
        NOT_PAID
    }

    /// Where a dispute is, in the ledger's numbering. Each but `NONE` and `FINAL` ends by time alone.
    public enum Stage {
        NONE,
        OPENED,
        EVIDENCE,
        ATTESTED,
        DRAWING,
        COMMIT,
        REVEAL,
        DECIDED,
        FINAL
    }

    /// What auditors or arbiters say, in the ledger's numbering.
    public enum Verdict {
        NONE,
        UPHELD,
        REJECTED;

        /// What an arbiter commits to before it reveals this verdict.
        public Digest commitment(Digest dispute, int round, Address arbiter, Digest salt) {
            var words = new byte[5 * Digest.BYTES];
            System.arraycopy(dispute.bytes(), 0, words, 0, Digest.BYTES);
            words[2 * Digest.BYTES - 1] = (byte) round;
            System.arraycopy(arbiter.bytes(), 0, words, 2 * Digest.BYTES + 12, 20);
            words[4 * Digest.BYTES - 1] = (byte) ordinal();
            System.arraycopy(salt.bytes(), 0, words, 4 * Digest.BYTES, Digest.BYTES);
            return Digest.of(Keccak256.hash(words));
        }
    }

    /// How it ended, in the ledger's numbering.
    public enum Outcome {
        NONE,
        CONCEDED,
        WITHDRAWN,
        SETTLED,
        DEFAULTED,
        FORFEITED,
        UPHELD,
        REJECTED,
        UNDECIDED
    }

    public JsonObject toJson() {
        return Json.object()
                .put("dispute", dispute.hex())
                .put("lease", lease.hex())
                .put("claimant", claimant.hex())
                .put("defendant", defendant.hex())
                .put("claim", claim.name())
                .amount("amount", Uint.check(amount, 96, "an amount"))
                .amount("bond", bond)
                .amount("debt", debt)
                .put("stage", stage.name())
                .put("deadline", deadline.getEpochSecond())
                .put("answered", answered)
                .put("shown", shown)
                .put("verdict", verdict.name())
                .put("outcome", outcome.name())
                .put("round", round)
                .put(
                        "panel",
                        Json.array(panel.stream()
                                .map(it -> new Json.Text(it.hex()))
                                .toList()))
                .build();
    }
}
