package souk.evm;

import java.util.List;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Signature;
import souk.ledger.DisputeState;
import souk.ledger.DisputeStep;

/// Between the words of disputes and the court's calls and events.
final class DisputeCalls {
    private DisputeCalls() {}

    static byte[] encode(DisputeStep step) {
        return switch (step) {
            case DisputeStep.Open s -> call("open", s.lease(), s.claim().ordinal(), s.amount(), s.evidence());
            case DisputeStep.Answer s -> call("answer", s.dispute(), s.evidence());
            case DisputeStep.Concede s -> call("concede", s.dispute());
            case DisputeStep.Settle s -> call("settle", s.dispute(), s.amount(), s.signature());
            case DisputeStep.SubmitEvidence s -> call("submitEvidence", s.dispute(), s.evidence());
            case DisputeStep.Lodge s ->
                call(
                        "lodge",
                        s.dispute(),
                        s.verdict().ordinal(),
                        s.report(),
                        s.auditors(),
                        s.signatures().stream().map(Signature::bytes).toList());
            case DisputeStep.Contest s -> call("contest", s.dispute(), s.evidence());
            case DisputeStep.Commit s -> call("commit", s.dispute(), s.commitment());
            case DisputeStep.Reveal s -> call("reveal", s.dispute(), s.verdict().ordinal(), s.salt());
            case DisputeStep.Appeal s -> call("appeal", s.dispute(), s.evidence());
            case DisputeStep.Advance s -> call("advance", s.dispute());
            case DisputeStep.PayDebt s -> call("payDebt", s.dispute(), s.amount());
        };
    }

    private static byte[] call(String function, Object... arguments) {
        return ContractAbi.COURT.call(function, arguments);
    }

    /// @param record the struct `Dispute`
    static DisputeState state(Digest dispute, Decoded record, List<Address> panel) {
        var stage = record.constant(12, DisputeState.Stage.class);
        // While a panel is drawn the deadline is a block's number.
        var deadline = stage == DisputeState.Stage.DRAWING ? java.time.Instant.EPOCH : record.time(10);
        return new DisputeState(
                dispute,
                record.lease(0),
                record.address(1),
                record.address(3),
                record.constant(11, DisputeState.Claim.class),
                record.amount(2),
                record.amount(4),
                record.amount(9),
                stage,
                deadline,
                record.flag(17),
                record.flag(18),
                record.constant(14, DisputeState.Verdict.class),
                record.constant(13, DisputeState.Outcome.class),
                record.small(20),
                panel);
    }
}
