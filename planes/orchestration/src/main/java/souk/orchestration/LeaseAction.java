package souk.orchestration;

import souk.core.market.CloseReason;
import souk.core.value.LeaseId;

/// What a lease's deadlines demand of its provider.
public sealed interface LeaseAction {
    LeaseId lease();

    /// Stop serving; keep the data. A notice, given once: whether to serve, [LeaseBook#isServing] tells at any
    /// time.
    record StopService(LeaseId lease, LeaseReason reason) implements LeaseAction {}

    /// Serve again.
    record ResumeService(LeaseId lease) implements LeaseAction {}

    /// Settle the newest voucher.
    record Settle(LeaseId lease) implements LeaseAction {}

    /// Pause on the ledger, where funds are short now.
    record Pause(LeaseId lease) implements LeaseAction {}

    /// Close on the ledger after the grace window.
    record CloseExhausted(LeaseId lease) implements LeaseAction {}

    /// Give notice.
    record RequestClose(LeaseId lease, CloseReason reason) implements LeaseAction {}

    /// Close on the ledger after the term and the challenge window.
    record FinalizeClose(LeaseId lease) implements LeaseAction {}
}
