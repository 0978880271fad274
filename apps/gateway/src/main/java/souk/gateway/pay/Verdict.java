package souk.gateway.pay;

import java.util.List;
import souk.assurance.EpochOutcome;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.economy.Usage;

/// What a payer makes of what auditors say about one lease and epoch.
///
/// - One that shows a failure decides: its evidence can be checked by anyone, and nothing is paid.
/// - Otherwise one that saw the data decides, and the epoch is paid.
/// - If none could or would measure, the provider's own word counts: it is paid if it signed the inventory of the epoch
///   and was there to sign the next one. A provider that was away for the auditors and for us is not.
///
/// @param evidence digest of the audit's record, zero where there is none
record Verdict(Usage.EpochOutcome outcome, Digest evidence) {
    /// @param heard whether the provider signed the inventory of the next epoch too
    static Verdict of(LeaseId lease, List<EpochOutcome> outcomes, boolean heard) {
        var mine = outcomes.stream().filter(each -> each.lease().equals(lease)).toList();
        for (var each : mine) {
            if (each instanceof EpochOutcome.Failed failed) {
                return new Verdict(Usage.EpochOutcome.FAILED, failed.evidence().digest());
            }
        }
        for (var each : mine) {
            if (each instanceof EpochOutcome.Passed passed) {
                var record = passed.transcripts().stream().findFirst().map(cid -> cid.digest());
                return new Verdict(Usage.EpochOutcome.PASSED, record.orElse(Digest.ZERO));
            }
        }
        return new Verdict(heard ? Usage.EpochOutcome.PASSED : Usage.EpochOutcome.UNMEASURED, Digest.ZERO);
    }
}
