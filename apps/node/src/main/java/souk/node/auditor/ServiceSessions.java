package souk.node.auditor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /// @param startTime that the ledger shows, for the first session of a lease
    record Session(
            Key key,
            OptionalInt seat,
            Instant commitUntil,
            Instant revealUntil,
            Stage stage,
            Optional<Duration> startTime) {
        private Session withSeat(int place) {
            return new Session(key, OptionalInt.of(place), commitUntil, revealUntil, stage, startTime);
        }

        private Session at(Stage next) {
            return new Session(key, seat, commitUntil, revealUntil, next, startTime);
        }
    }

    /// @param until which it runs; it is served while `active`
    /// @param startTime from its opening to the first report that it is served, until a session has taken it
    private record Lease(
            Address provider,
            Instant opened,
            Instant until,
            boolean enrolled,
            boolean active,
            Optional<Duration> startTime) {
        private Lease serving(boolean now) {
            return new Lease(provider, opened, until, enrolled, now, startTime);
        }

        private Lease started(Instant at) {
            return new Lease(provider, opened, until, enrolled, true, Optional.of(Duration.between(opened, at)));
        }

        private Lease ending(Instant at) {
            return new Lease(provider, opened, at, enrolled, active, startTime);
        }

        private Lease enroll() {
            return new Lease(provider, opened, until, true, active, startTime);
        }

        private Lease measured() {
            return new Lease(provider, opened, until, enrolled, active, Optional.empty());
        }
    }

    private final Address self;
    private final Map<LeaseId, Lease> leases = new LinkedHashMap<>();
    private final Map<Key, Session> sessions = new LinkedHashMap<>();
    private long opened = -1;

    ServiceSessions(Address self) {
        this.self = self;
    }

    @Override
    public synchronized void on(LedgerEntry entry) {
        leaseEvent(entry);
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

    private void leaseEvent(LedgerEntry entry) {
        switch (entry.event()) {
            case LedgerEvent.LeaseOpened it ->
                leases.put(
                        it.lease(), new Lease(it.provider(), entry.at(), it.endsAt(), false, false, Optional.empty()));
            case LedgerEvent.LeaseEnrolled it -> change(it.lease(), Lease::enroll);
            case LedgerEvent.LeaseActivated it -> change(it.lease(), was -> was.started(entry.at()));
            case LedgerEvent.LeaseResumed it -> change(it.lease(), was -> was.serving(true));
            case LedgerEvent.LeasePaused it -> change(it.lease(), was -> was.serving(false));
            case LedgerEvent.LeaseCloseRequested it -> change(it.lease(), was -> was.ending(it.endsAt()));
            case LedgerEvent.LeaseClosed it -> change(it.lease(), was -> was.serving(false));
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
                var startTime = Optional.ofNullable(leases.get(it.lease())).flatMap(Lease::startTime);
                change(it.lease(), Lease::measured);
                sessions.put(
                        key,
                        new Session(
                                key,
                                OptionalInt.empty(),
                                it.commitUntil(),
                                it.revealUntil(),
                                Stage.SUMMONED,
                                startTime));
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

    private void change(LeaseId lease, UnaryOperator<Lease> change) {
        leases.computeIfPresent(lease, (_, was) -> change.apply(was));
    }

    private void move(LeaseId lease, long epoch, Stage stage) {
        sessions.computeIfPresent(new Key(lease, epoch), (_, session) -> session.at(stage));
    }
}
