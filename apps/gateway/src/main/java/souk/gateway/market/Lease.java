package souk.gateway.market;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// A lease as the ledger's events tell of it.
///
/// @param terms as it opened
/// @param deposit all that was locked
/// @param paid all that was paid out
/// @param endsAt by its term or by notice
/// @param noticed whether a party gave notice
/// @param history oldest first, the opening included
public record Lease(
        LedgerEvent.LeaseOpened terms,
        LeaseStatus status,
        CloseReason reason,
        BigInteger deposit,
        BigInteger paid,
        Instant endsAt,
        boolean noticed,
        List<LedgerEntry> history) {
    public Lease {
        history = List.copyOf(history);
    }

    static Lease open(LedgerEntry entry, LedgerEvent.LeaseOpened terms) {
        return new Lease(
                terms,
                LeaseStatus.OPEN,
                CloseReason.NONE,
                terms.deposit(),
                BigInteger.ZERO,
                terms.endsAt(),
                false,
                List.of(entry));
    }

    public LeaseId id() {
        return terms.lease();
    }

    public Address payer() {
        return terms.payer();
    }

    public Address provider() {
        return terms.provider();
    }

    public ResourceClass resourceClass() {
        return terms.resourceClass();
    }

    public Instant openedAt() {
        return history.getFirst().at();
    }

    /// Whether the escrow was split: nothing more happens.
    public boolean settled() {
        return status == LeaseStatus.SETTLED;
    }

    /// Whether new data may go there: it is open or active, nobody gave notice, and more than `margin` is left.
    public boolean takesMore(Instant now, Duration margin) {
        return (status == LeaseStatus.OPEN || status == LeaseStatus.ACTIVE)
                && !noticed
                && endsAt.isAfter(now.plus(margin));
    }

    /// The lease after one more event about it.
    Lease after(LedgerEntry entry) {
        return switch (entry.event()) {
            case LedgerEvent.LeaseActivated _ -> with(entry, LeaseStatus.ACTIVE);
            case LedgerEvent.LeasePaused _ -> with(entry, LeaseStatus.PAUSED);
            case LedgerEvent.LeaseResumed _ -> with(entry, LeaseStatus.ACTIVE);
            case LedgerEvent.VoucherSettled settled ->
                with(entry, status, reason, deposit, settled.cumulative(), endsAt, noticed);
            case LedgerEvent.LeaseToppedUp more -> with(entry, status, reason, more.deposit(), paid, endsAt, noticed);
            case LedgerEvent.LeaseCloseRequested notice ->
                with(entry, status, notice.reason(), deposit, paid, notice.endsAt(), true);
            case LedgerEvent.LeaseClosed closed ->
                with(entry, LeaseStatus.SETTLED, closed.reason(), deposit, closed.paidTotal(), entry.at(), noticed);
            default -> with(entry, status);
        };
    }

    private Lease with(LedgerEntry entry, LeaseStatus next) {
        return with(entry, next, reason, deposit, paid, endsAt, noticed);
    }

    private Lease with(
            LedgerEntry entry,
            LeaseStatus nextStatus,
            CloseReason nextReason,
            BigInteger nextDeposit,
            BigInteger nextPaid,
            Instant nextEnd,
            boolean nextNoticed) {
        var more = new ArrayList<>(history);
        more.add(entry);
        return new Lease(terms, nextStatus, nextReason, nextDeposit, nextPaid, nextEnd, nextNoticed, more);
    }

    /// Which lease an event is about, if it is about one.
    static Optional<LeaseId> of(LedgerEvent event) {
        return switch (event) {
            case LedgerEvent.LeaseOpened it -> Optional.of(it.lease());
            case LedgerEvent.LeaseActivated it -> Optional.of(it.lease());
            case LedgerEvent.VoucherSettled it -> Optional.of(it.lease());
            case LedgerEvent.VoucherSkipped it -> Optional.of(it.lease());
            case LedgerEvent.LeasePaused it -> Optional.of(it.lease());
            case LedgerEvent.LeaseResumed it -> Optional.of(it.lease());
            case LedgerEvent.LeaseToppedUp it -> Optional.of(it.lease());
            case LedgerEvent.LeaseCloseRequested it -> Optional.of(it.lease());
            case LedgerEvent.LeaseClosed it -> Optional.of(it.lease());
            case LedgerEvent.LeaseRebated it -> Optional.of(it.lease());
            case LedgerEvent.ChallengeOpened it -> Optional.of(it.lease());
            case LedgerEvent.ChallengeAnswered it -> Optional.of(it.lease());
            case LedgerEvent.ChallengeFailed it -> Optional.of(it.lease());
            default -> Optional.empty();
        };
    }
}
