package souk.net.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Admits so much at once as a limit allows, lets a bounded number wait, and sends the rest away.
///
/// Whose turn it is, when several wait, [Turns] decide twice: among the classes by their weights, then among the
/// tenants of the class, all alike (a hierarchy of fair queues as in Goyal, Guo and Vin, OSDI 1996). So nobody's crowd
/// keeps others out, made-up tenants share what their class has, and no class starves. Who is alone has everything.
///
/// Safe for use by many threads.
public final class Admission {
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(30);

    private final Limit limit;
    private final Duration patience;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Turns<Rank> ranks = new Turns<>();
    private final Map<Rank, Tenants> tenants = new HashMap<>();
    private int inside;
    private int waiting;

    private static final class Tenants {
        private final Turns<String> turns = new Turns<>();
        private final Map<String, Deque<Waiter>> queues = new HashMap<>();
        private int waiting;
    }

    private static final class Waiter {
        private final Condition turn;
        private Optional<Place> place = Optional.empty();

        Waiter(Condition turn) {
            this.turn = turn;
        }
    }

    /// @param patience how long somebody waits at the most
    /// @param nanos a clock that only advances
    public Admission(Limit limit, Duration patience, LongSupplier nanos) {
        this.limit = limit;
        this.patience = patience;
        this.nanos = nanos;
    }

    /// Waits for a place; empty if too many wait already, if none comes in time, or if the thread is interrupted.
    public Optional<Place> enter(Rank rank, String tenant) {
        lock.lock();
        try {
            var group = tenants.computeIfAbsent(rank, _ -> new Tenants());
            if (inside < limit.places()) {
                long charge = group.turns.expected(tenant);
                ranks.enter(rank, rank.weight(), charge);
                group.turns.enter(tenant, 1, charge);
                return Optional.of(place(rank, tenant, charge));
            }
            var queue = group.queues.computeIfAbsent(tenant, _ -> new ArrayDeque<>());
            boolean room = group.waiting < rank.maxWaiting() && queue.size() < rank.maxWaitingOfOne();
            var place = room ? await(rank, tenant, group, queue) : Optional.<Place>empty();
            if (queue.isEmpty()) {
                group.queues.remove(tenant, queue);
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /// When somebody sent away might find a place: once those who wait now have been served.
    public Duration retryAfter() {
        lock.lock();
        try {
            var drained = Duration.ofNanos(ranks.usual() * (waiting + 1) / limit.places());
            return drained.compareTo(SOONEST) < 0 ? SOONEST : drained.compareTo(LATEST) > 0 ? LATEST : drained;
        } finally {
            lock.unlock();
        }
    }

    /// How many wait now.
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /// How many may be under way now.
    public int places() {
        lock.lock();
        try {
            return limit.places();
        } finally {
            lock.unlock();
        }
    }

    private Place place(Rank rank, String tenant, long charge) {
        inside++;
        return new Place(rank, tenant, charge, nanos.getAsLong());
    }

    private Optional<Place> await(Rank rank, String tenant, Tenants group, Deque<Waiter> queue) {
        var waiter = new Waiter(lock.newCondition());
        queue.add(waiter);
        ranks.join(rank, rank.weight());
        group.turns.join(tenant, 1);
        group.waiting++;
        waiting++;
        long left = patience.toNanos();
        try {
            while (waiter.place.isEmpty() && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (waiter.place.isEmpty()) {
            queue.remove(waiter);
            ranks.giveUp(rank);
            group.turns.giveUp(tenant);
            group.waiting--;
            waiting--;
        }
        return waiter.place;
    }

    /// A place passes on without becoming free in between, so nobody overtakes those who wait.
    private void leave(Place place) {
        lock.lock();
        try {
            long cost = Math.max(1, nanos.getAsLong() - place.since);
            limit.sample(cost, inside);
            inside--;
            ranks.end(place.rank, place.charge, cost);
            group(place.rank).turns.end(place.tenant, place.charge, cost);
            while (waiting > 0 && inside < limit.places()) {
                admitNext();
            }
        } finally {
            lock.unlock();
        }
    }

    private void admitNext() {
        var rank = ranks.next().orElseThrow();
        var group = group(rank);
        var tenant = group.turns.next().orElseThrow();
        var queue = Objects.requireNonNull(group.queues.get(tenant), "a tenant that waits has a queue");
        long charge = group.turns.expected(tenant);
        ranks.take(rank, charge);
        group.turns.take(tenant, charge);
        group.waiting--;
        waiting--;
        var waiter = queue.remove();
        waiter.place = Optional.of(place(rank, tenant, charge));
        waiter.turn.signal();
    }

    private Tenants group(Rank rank) {
        return Objects.requireNonNull(tenants.get(rank), "a class that never came");
    }

    /// A place held; closing it twice gives it back once.
    public final class Place implements AutoCloseable {
        private final Rank rank;
        private final String tenant;
        private final long charge;
        private final long since;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Place(Rank rank, String tenant, long charge, long since) {
            this.rank = rank;
            this.tenant = tenant;
            this.charge = charge;
            this.since = since;
        }

        @Override
        public void close() {
            if (held.getAndSet(false)) {
                leave(this);
            }
        }
    }
}
