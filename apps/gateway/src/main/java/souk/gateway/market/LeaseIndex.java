package souk.gateway.market;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.LeaseId;
import souk.ledger.EventCursor;
import souk.ledger.EventIndex;
import souk.ledger.EventPage;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;

/// The leases of this gateway's tenants, as the ledger tells of them. Made anew from the ledger's events at each start,
/// so that it can never differ from them for long.
///
/// Safe for use by many threads; one calls [#tick].
public final class LeaseIndex {
    private final Function<EventCursor, EventPage> events;
    private final Set<Address> payers;
    private final Map<LeaseId, Lease> leases = new HashMap<>();
    private final List<LedgerEntry> transfers = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private EventCursor cursor = EventCursor.START;

    /// @param events what follows a cursor
    /// @param payers whose leases to keep
    public LeaseIndex(Function<EventCursor, EventPage> events, Set<Address> payers) {
        this.events = events;
        this.payers = Set.copyOf(payers);
    }

    /// Reads what is new.
    ///
    /// @throws SoukException `UNAVAILABLE`
    public void tick() {
        while (true) {
            var page = events.apply(cursor);
            lock.lock();
            try {
                page.rolledBackTo().ifPresent(this::forgetAbove);
                page.entries().forEach(this::apply);
                cursor = page.next();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (page.entries().size() < EventIndex.MAX_PAGE) {
                return;
            }
        }
    }

    public Optional<Lease> find(LeaseId id) {
        lock.lock();
        try {
            return Optional.ofNullable(leases.get(id));
        } finally {
            lock.unlock();
        }
    }

    /// All leases of a payer, in no particular order.
    public List<Lease> of(Address payer) {
        lock.lock();
        try {
            return leases.values().stream()
                    .filter(lease -> lease.payer().equals(payer))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// What an account paid in at the market and took out again, oldest first.
    public List<LedgerEntry> transfersOf(Address account) {
        lock.lock();
        try {
            return transfers.stream()
                    .filter(entry ->
                            account(entry.event()).filter(account::equals).isPresent())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private static Optional<Address> account(LedgerEvent event) {
        return switch (event) {
            case LedgerEvent.Deposited in -> Optional.of(in.account());
            case LedgerEvent.Withdrawn out -> Optional.of(out.account());
            default -> Optional.empty();
        };
    }

    /// Waits until all these leases are known.
    ///
    /// @return whether they are
    public boolean await(Set<LeaseId> ids, Duration limit) {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!leases.keySet().containsAll(ids) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return leases.keySet().containsAll(ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the ledger", e);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a lease to be settled.
    ///
    /// @return the lease as it is then
    public Optional<Lease> awaitSettled(LeaseId id, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (Optional.ofNullable(leases.get(id)).filter(Lease::settled).isEmpty() && System.nanoTime() < end) {
                var woken = changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (!woken) {
                    break;
                }
            }
            return Optional.ofNullable(leases.get(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the ledger", e);
        } finally {
            lock.unlock();
        }
    }

    private void apply(LedgerEntry entry) {
        if (entry.event() instanceof LedgerEvent.LeaseOpened opened) {
            if (payers.contains(opened.payer())) {
                leases.putIfAbsent(opened.lease(), Lease.open(entry, opened));
            }
            return;
        }
        if (account(entry.event()).filter(payers::contains).isPresent()) {
            transfers.add(entry);
            return;
        }
        Lease.of(entry.event()).ifPresent(id -> leases.computeIfPresent(id, (_, lease) -> lease.after(entry)));
    }

    private void forgetAbove(long block) {
        var kept = leases.values().stream()
                .flatMap(lease -> lease.history().stream())
                .filter(entry -> entry.position().block() <= block)
                .toList();
        leases.clear();
        transfers.removeIf(entry -> entry.position().block() > block);
        // The entries of one lease are in order, and none speaks of two.
        kept.forEach(this::apply);
    }
}
