package souk.gateway.service;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import souk.core.value.LeaseId;
import souk.gateway.market.EventReplay;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// The service levels of this gateway's leases, as the ledger tells of them: made anew from its events at each start.
public final class ServiceIndex {
    private final EventReplay events;
    private final Predicate<LeaseId> ours;
    private final Map<LeaseId, LeaseRecord> leases = new HashMap<>();

    /// @param events what follows a cursor
    /// @param ours whether a lease is one of this gateway's tenants; knows at least as much of the ledger
    public ServiceIndex(Function<EventCursor, EventPage> events, Predicate<LeaseId> ours) {
        this.events = new EventReplay(events);
        this.ours = ours;
    }

    /// Reads what is new.
    ///
    /// @throws souk.core.error.SoukException `UNAVAILABLE`
    public synchronized void tick() {
        events.read(leases::clear, this::apply);
    }

    /// Empty until the lease was enrolled.
    synchronized Optional<LeaseRecord.View> find(LeaseId lease) {
        return Optional.ofNullable(leases.get(lease)).map(LeaseRecord::view);
    }

    private void apply(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseEnrolled it -> {
                if (ours.test(it.lease())) {
                    leases.putIfAbsent(it.lease(), new LeaseRecord(it.slo()));
                }
            }
            case LedgerEvent.CommitteeSummoned it ->
                change(it.lease(), it.epoch(), entry, was -> was.summoned(it.claimUntil()));
            case LedgerEvent.MeasurementRevealed it -> change(it.lease(), it.epoch(), entry, EpochRecord::oneRevealed);
            case LedgerEvent.EpochConcluded it ->
                change(it.lease(), it.epoch(), entry, was -> was.concluded(it.outcome(), it.reading()));
            case LedgerEvent.PenaltyClaimed it -> {
                change(it.lease(), it.epoch(), entry, was -> was.claimed(it.basisPoints(), it.amount()));
                find(it).ifPresent(lease -> lease.claimed(it.amount()));
            }
            case LedgerEvent.PenaltyCollected it ->
                Optional.ofNullable(leases.get(it.lease()))
                        .ifPresent(lease -> lease.collected(it.granted(), it.left()));
            default -> {
                // Not about service levels.
            }
        }
    }

    private Optional<LeaseRecord> find(LedgerEvent.PenaltyClaimed it) {
        return Optional.ofNullable(leases.get(it.lease()));
    }

    private void change(LeaseId lease, long epoch, LedgerEntry entry, UnaryOperator<EpochRecord> change) {
        Optional.ofNullable(leases.get(lease))
                .ifPresent(it -> it.change(
                        epoch,
                        was -> change.apply(was)
                                .seen(entry.at(), entry.position().transaction())));
    }
}
