package souk.gateway.s3;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import souk.gateway.store.TenantId;

/// A bounded number of places. A tenant alone may have all of them; when several wait, the next free one goes to
/// the tenant that holds the fewest, so that nobody's crowd keeps others out for longer than one body takes.
final class FairPlaces {
    private final int maxWaiting;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TenantId, Guests> tenants = new HashMap<>();
    private int free;
    private int waiting;

    FairPlaces(int places, int maxWaiting, Duration patience) {
        this.free = places;
        this.maxWaiting = maxWaiting;
        this.patience = patience;
    }

    private static final class Guests {
        final Deque<Waiter> queue = new ArrayDeque<>();
        int inside;
    }

    private static final class Waiter {
        final Condition turn;
        boolean admitted;

        Waiter(Condition turn) {
            this.turn = turn;
        }
    }

    /// Waits for a place; empty if too many wait already, if none comes in time, or if the thread is interrupted.
    Optional<Place> enter(TenantId tenant) {
        lock.lock();
        try {
            var guests = tenants.computeIfAbsent(tenant, _ -> new Guests());
            if (free > 0) {
                free--;
                guests.inside++;
                return Optional.of(new Place(tenant));
            }
            if (waiting < maxWaiting && isAdmitted(guests)) {
                return Optional.of(new Place(tenant));
            }
            forgetIfGone(tenant, guests);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// How many wait now.
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAdmitted(Guests guests) {
        var waiter = new Waiter(lock.newCondition());
        guests.queue.add(waiter);
        waiting++;
        long left = patience.toNanos();
        try {
            while (!waiter.admitted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!waiter.admitted) {
            guests.queue.remove(waiter);
            waiting--;
        }
        return waiter.admitted;
    }

    /// The place passes on without becoming free in between, so nobody overtakes those who wait.
    private void leave(TenantId tenant) {
        lock.lock();
        try {
            var guests = Objects.requireNonNull(tenants.get(tenant), "a guest who never came");
            guests.inside--;
            tenants.values().stream()
                    .filter(each -> !each.queue.isEmpty())
                    .min(Comparator.comparingInt(each -> each.inside))
                    .ifPresentOrElse(this::admitNext, () -> free++);
            forgetIfGone(tenant, guests);
        } finally {
            lock.unlock();
        }
    }

    private void admitNext(Guests guests) {
        var waiter = guests.queue.remove();
        waiter.admitted = true;
        waiting--;
        guests.inside++;
        waiter.turn.signal();
    }

    private void forgetIfGone(TenantId tenant, Guests guests) {
        if (guests.inside == 0 && guests.queue.isEmpty()) {
            tenants.remove(tenant);
        }
    }

    /// A place held; closing it twice gives it back once.
    final class Place implements AutoCloseable {
        private final TenantId tenant;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Place(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public void close() {
            if (held.getAndSet(false)) {
                leave(tenant);
            }
        }
    }
}
