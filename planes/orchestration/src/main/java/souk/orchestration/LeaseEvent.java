package souk.orchestration;

import java.math.BigInteger;
import java.time.Instant;
import souk.core.market.CloseReason;
import souk.core.value.LeaseId;

/// What the ledger says about a lease. Events may come again after a restart or a reorganisation.
public sealed interface LeaseEvent {
    LeaseId lease();

    /// The lease opened.
    ///
    /// @param deposit what was locked
    record Opened(LeaseTerms terms, BigInteger deposit) implements LeaseEvent {
        @Override
        public LeaseId lease() {
            return terms.lease();
        }
    }

    /// The provider reported that it serves.
    record Activated(LeaseId lease) implements LeaseEvent {}

    /// Funds are short.
    ///
    /// @param graceUntil data is kept until then
    record Paused(LeaseId lease, Instant graceUntil) implements LeaseEvent {}

    /// Funds suffice again.
    record Resumed(LeaseId lease) implements LeaseEvent {}

    /// More was locked.
    ///
    /// @param deposit all that was ever locked
    record ToppedUp(LeaseId lease, BigInteger deposit) implements LeaseEvent {}

    /// A voucher was settled.
    ///
    /// @param paid all that was paid out so far
    record Paid(LeaseId lease, BigInteger paid) implements LeaseEvent {}

    /// A party gave notice.
    ///
    /// @param endsAt the term ends then
    record CloseRequested(LeaseId lease, CloseReason reason, Instant endsAt) implements LeaseEvent {}

    /// The lease is over and paid out.
    record Closed(LeaseId lease, CloseReason reason) implements LeaseEvent {}
}
