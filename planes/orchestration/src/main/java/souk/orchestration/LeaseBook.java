package souk.orchestration;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.CloseReason;
import souk.core.value.LeaseId;

/// A provider's leases: their states, told by the ledger, and their deadlines.
///
/// What is on the ledger changes here only when the ledger says so; the book asks for actions and waits for
/// their
/// events. The one state that is the provider's own is [LeaseState#SUSPENDED].
///
/// Safe for use by many threads.
public final class LeaseBook {
    private static final Logger LOG = System.getLogger(LeaseBook.class.getName());

    private record Asked(LeaseAction action, Instant at) {}

    private final LeaseStore store;
    private final LeaseActions actions;
    private final LeaseRules rules;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LeaseId, ProviderLease> leases = new TreeMap<>();
    private final Map<LeaseId, Asked> asked = new HashMap<>();

    /// A book that continues with what the store holds.
    public LeaseBook(LeaseStore store, LeaseActions actions, LeaseRules rules, InstantSource clock) {
        this.store = store;
        this.actions = actions;
        this.rules = rules;
        this.clock = clock;
        store.all().forEach(lease -> leases.put(lease.lease(), lease));
    }

    /// The ledger says something. What does not fit the lease's state was heard before, or is about a lease of
    /// somebody
    /// else, and is ignored.
    ///
    /// @param at the block's time
    /// @param reference the transaction
    /// @return whether anything changed; durable on return
    public boolean apply(LeaseEvent event, Instant at, String reference) {
        lock.lock();
        try {
            var next = after(event, at, reference);
            next.ifPresent(this::keep);
            return next.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /// The payer showed a voucher, new or not; service that stopped for its silence goes on.
    ///
    /// @param cumulative what it promises
    public void heard(LeaseId lease, BigInteger cumulative) {
        var resumed = false;
        lock.lock();
        try {
            var known = leases.get(lease);
            if (known == null || known.state() == LeaseState.CLOSED) {
                return;
            }
            var now = clock.instant();
            var next = known.heard(cumulative, now);
            resumed = known.state() == LeaseState.SUSPENDED;
            keep(resumed ? next.to(LeaseState.ACTIVE, LeaseReason.PAYER_BACK, now, "") : next);
        } finally {
            lock.unlock();
        }
        if (resumed) {
            perform(new LeaseAction.ResumeService(lease));
        }
    }

    /// Looks at all deadlines and asks for what they demand.
    ///
    /// @return the actions that were asked for
    public List<LeaseAction> tick() {
        var demanded = new ArrayList<LeaseAction>();
        lock.lock();
        try {
            var now = clock.instant();
            for (var lease : List.copyOf(leases.values())) {
                demand(lease, now).filter(action -> isNew(action, now)).ifPresent(action -> {
                    asked.put(action.lease(), new Asked(action, now));
                    demanded.add(action);
                });
            }
        } finally {
            lock.unlock();
        }
        demanded.forEach(this::perform);
        return List.copyOf(demanded);
    }

    /// Whether the lease is to be served now.
    public boolean isServing(LeaseId lease) {
        return find(lease)
                .filter(known ->
                        known.state() == LeaseState.ACTIVE && clock.instant().isBefore(known.endsAt()))
                .isPresent();
    }

    public Optional<ProviderLease> find(LeaseId lease) {
        lock.lock();
        try {
            return Optional.ofNullable(leases.get(lease));
        } finally {
            lock.unlock();
        }
    }

    /// One lease.
    ///
    /// @throws SoukException `NOT_FOUND`
    public ProviderLease get(LeaseId lease) {
        return find(lease).orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, "no such lease here: " + lease));
    }

    /// All leases by id, closed ones included.
    public List<ProviderLease> leases() {
        lock.lock();
        try {
            return List.copyOf(leases.values());
        } finally {
            lock.unlock();
        }
    }

    private Optional<ProviderLease> after(LeaseEvent event, Instant at, String reference) {
        var known = Optional.ofNullable(leases.get(event.lease()));
        if (event instanceof LeaseEvent.Opened opened) {
            return known.isPresent() ? Optional.empty() : Optional.of(ProviderLease.open(opened, at, reference));
        }
        return known.filter(lease -> lease.state() != LeaseState.CLOSED)
                .flatMap(lease -> after(lease, event, at, reference))
                .filter(next -> !next.equals(known.get()));
    }

    private Optional<ProviderLease> after(ProviderLease lease, LeaseEvent event, Instant at, String reference) {
        return switch (event) {
            case LeaseEvent.Opened _ -> Optional.empty();
            case LeaseEvent.Activated _ ->
                when(
                        lease.state() == LeaseState.OPEN,
                        lease.heard(lease.promised(), at).to(LeaseState.ACTIVE, LeaseReason.STARTED, at, reference));
            case LeaseEvent.Paused(LeaseId _, Instant graceUntil) ->
                when(
                        isFirst(lease, LeaseReason.FUNDS_SHORT, reference)
                                && (lease.state() == LeaseState.ACTIVE || lease.state() == LeaseState.SUSPENDED),
                        lease.keptUntil(graceUntil).to(LeaseState.PAUSED, LeaseReason.FUNDS_SHORT, at, reference));
            case LeaseEvent.Resumed _ ->
                when(
                        lease.state() == LeaseState.PAUSED && isFirst(lease, LeaseReason.TOPPED_UP, reference),
                        lease.heard(lease.promised(), at).to(LeaseState.ACTIVE, LeaseReason.TOPPED_UP, at, reference));
            case LeaseEvent.ToppedUp(LeaseId _, BigInteger deposit) -> Optional.of(lease.withDeposit(deposit));
            case LeaseEvent.Paid(LeaseId _, BigInteger paid) -> Optional.of(lease.withPaid(paid));
            case LeaseEvent.CloseRequested(LeaseId _, CloseReason _, Instant endsAt) ->
                when(
                        isFirst(lease, LeaseReason.CLOSE_REQUESTED, reference),
                        lease.endingAt(endsAt).to(lease.state(), LeaseReason.CLOSE_REQUESTED, at, reference));
            case LeaseEvent.Closed(LeaseId _, CloseReason reason) ->
                Optional.of(lease.to(LeaseState.CLOSED, LeaseReason.of(reason), at, reference));
        };
    }

    /// A replayed event must not be taken for a second pause or resumption.
    private static boolean isFirst(ProviderLease lease, LeaseReason reason, String reference) {
        return lease.history().stream()
                .noneMatch(change ->
                        change.reason() == reason && change.reference().equals(reference));
    }

    private Optional<LeaseAction> demand(ProviderLease lease, Instant now) {
        if (lease.state() == LeaseState.CLOSED) {
            return Optional.empty();
        }
        if (!now.isBefore(lease.endsAt())) {
            return demandAfterTerm(lease, now);
        }
        return switch (lease.state()) {
            case OPEN, CLOSED -> Optional.empty();
            case ACTIVE -> demandWhileActive(lease, now);
            case SUSPENDED ->
                when(
                        !now.isBefore(lease.keptUntil()) && !hasNotice(lease),
                        new LeaseAction.RequestClose(lease.lease(), CloseReason.PROVIDER_CLOSED));
            case PAUSED -> when(!now.isBefore(lease.keptUntil()), new LeaseAction.CloseExhausted(lease.lease()));
        };
    }

    private Optional<LeaseAction> demandAfterTerm(ProviderLease lease, Instant now) {
        if (!now.isBefore(lease.endsAt().plus(rules.challengeWindow()))) {
            return Optional.of(new LeaseAction.FinalizeClose(lease.lease()));
        }
        if (lease.history().stream().noneMatch(change -> change.reason() == LeaseReason.TERM_OVER)) {
            keep(lease.to(lease.state(), LeaseReason.TERM_OVER, now, ""));
            return Optional.of(new LeaseAction.StopService(lease.lease(), LeaseReason.TERM_OVER));
        }
        return when(lease.promised().compareTo(lease.paid()) > 0, new LeaseAction.Settle(lease.lease()));
    }

    private Optional<LeaseAction> demandWhileActive(ProviderLease lease, Instant now) {
        if (lease.isShortOnLedger()) {
            return Optional.of(new LeaseAction.Pause(lease.lease()));
        }
        if (lease.isShort()) {
            return Optional.of(new LeaseAction.Settle(lease.lease()));
        }
        if (now.isBefore(lease.heardAt().plus(rules.patience()))) {
            return Optional.empty();
        }
        keep(lease.keptUntil(now.plus(rules.graceWindow()))
                .to(LeaseState.SUSPENDED, LeaseReason.PAYER_SILENT, now, ""));
        return Optional.of(new LeaseAction.StopService(lease.lease(), LeaseReason.PAYER_SILENT));
    }

    private static boolean hasNotice(ProviderLease lease) {
        return lease.endsAt().isBefore(lease.terms().endsAt());
    }

    private boolean isNew(LeaseAction action, Instant now) {
        var before = asked.get(action.lease());
        return before == null
                || !before.action().equals(action)
                || !now.isBefore(before.at().plus(rules.retry()));
    }

    private void perform(LeaseAction action) {
        try {
            actions.perform(action);
        } catch (SoukException e) {
            LOG.log(Level.WARNING, "lease action failed action={0} code={1}: {2}", action, e.code(), e.getMessage());
        }
    }

    private void keep(ProviderLease lease) {
        store.put(lease);
        leases.put(lease.lease(), lease);
        if (lease.state() == LeaseState.CLOSED) {
            asked.remove(lease.lease());
        }
    }

    private static <T> Optional<T> when(boolean condition, T value) {
        return condition ? Optional.of(value) : Optional.empty();
    }
}
