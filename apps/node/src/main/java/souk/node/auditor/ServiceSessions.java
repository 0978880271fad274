package souk.node.auditor;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.node.process.LedgerFeed;

/// Which leases have service levels, who was summoned to measure them, and what an auditor has yet to do: made of the
/// ledger's events.
final class ServiceSessions implements LedgerFeed.Listener {
    /// How far one auditor is with one lease and epoch.
    enum Stage {
        SUMMONED,
        COMMITTED,
        REVEALED
    }

    /// One lease and epoch.
    record Key(LeaseId lease, long epoch) {}

    /// @param seat of the auditor whose view this is; none if others were drawn
    record Session(Key key, OptionalInt seat, Instant commitUntil, Instant revealUntil, Stage stage) {
        private Session withSeat(int place) {
            return new Session(key, OptionalInt.of(place), commitUntil, revealUntil, stage);
        }

        private Session at(Stage next) {
            return new Session(key, seat, commitUntil, revealUntil, next);
        }
    }

    /// @param until which it runs; it is served while `active`
    private record Lease(Address provider, Instant until, boolean enrolled, boolean active) {}

    private final Address self;
    private final Map<LeaseId, Lease> leases = new LinkedHashMap<>();
    private final Map<Key, Session> sessions = new LinkedHashMap<>();
    private long opened = -1;

    ServiceSessions(Address self) {
        this.self = self;
    }

    @Override
    public synchronized void on(LedgerEntry entry) {
        leaseEvent(entry.event());
        sessionEvent(entry.event());
    }

    @Override
    public synchronized void reset() {
        leases.clear();
        sessions.clear();
        opened = -1;
    }

    /// Leases that can be summoned for and have not been.
    synchronized List<LeaseId> toSummon(long epoch, Instant now) {
        return leases.entrySet().stream()
                .filter(entry -> entry.getValue().enrolled() && entry.getValue().active())
                .filter(entry -> entry.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .filter(lease -> !sessions.containsKey(new Key(lease, epoch)))
                .toList();
    }

    synchronized boolean isOpen(long epoch) {
        return opened == epoch;
    }

    /// All that were drawn and are not concluded.
    synchronized List<Session> pending() {
        return List.copyOf(sessions.values());
    }

    synchronized Address provider(LeaseId lease) {
        var known = leases.get(lease);
        if (known == null) {
            throw new IllegalStateException(lease + " was summoned for and never opened");
        }
        return known.provider();
    }

    private void leaseEvent(LedgerEvent event) {
        switch (event) {
            case LedgerEvent.LeaseOpened it ->
                leases.put(it.lease(), new Lease(it.provider(), it.endsAt(), false, false));
            case LedgerEvent.LeaseEnrolled it ->
                change(it.lease(), was -> new Lease(was.provider, was.until, true, was.active));
            case LedgerEvent.LeaseActivated it -> activate(it.lease(), true);
            case LedgerEvent.LeaseResumed it -> activate(it.lease(), true);
            case LedgerEvent.LeasePaused it -> activate(it.lease(), false);
            case LedgerEvent.LeaseCloseRequested it ->
                change(it.lease(), was -> new Lease(was.provider, it.endsAt(), was.enrolled, was.active));
            case LedgerEvent.LeaseClosed it -> activate(it.lease(), false);
            default -> {
                // Not about leases.
            }
        }
    }

    private void sessionEvent(LedgerEvent event) {
        switch (event) {
            case LedgerEvent.EpochOpened it -> opened = it.epoch();
            case LedgerEvent.CommitteeSummoned it -> {
                var key = new Key(it.lease(), it.epoch());
                sessions.put(
                        key, new Session(key, OptionalInt.empty(), it.commitUntil(), it.revealUntil(), Stage.SUMMONED));
            }
            case LedgerEvent.MemberSummoned it
            when it.member().equals(self) ->
                sessions.computeIfPresent(new Key(it.lease(), it.epoch()), (_, session) -> session.withSeat(it.seat()));
            case LedgerEvent.MeasurementCommitted it
            when it.member().equals(self) -> move(it.lease(), it.epoch(), Stage.COMMITTED);
            case LedgerEvent.MeasurementRevealed it
            when it.member().equals(self) -> move(it.lease(), it.epoch(), Stage.REVEALED);
            case LedgerEvent.EpochConcluded it -> sessions.remove(new Key(it.lease(), it.epoch()));
            default -> {
                // Not about measurements of this auditor.
            }
        }
    }

    private void activate(LeaseId lease, boolean active) {
        change(lease, was -> new Lease(was.provider, was.until, was.enrolled, active));
    }

    private void change(LeaseId lease, UnaryOperator<Lease> change) {
        leases.computeIfPresent(lease, (_, was) -> change.apply(was));
    }

    private void move(LeaseId lease, long epoch, Stage stage) {
        sessions.computeIfPresent(new Key(lease, epoch), (_, session) -> session.at(stage));
    }
}
