package souk.gateway.work;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.gateway.store.TenantId;

/// Jobs that wait for a provider. Each is tried again and again with a growing pause: none waits behind another, so one
/// that nobody can serve keeps nobody up. When several are due, tenants take turns, and each tenant's oldest is first.
///
/// Only who is next is kept here; the jobs themselves are in the store.
final class WaitingRoom implements AutoCloseable {
    /// With a try every [#LONGEST_PAUSE] each, so many ask the relay 70 times a second.
    static final int MAX_WAITING = 1_000;
    /// One tenant leaves room for nine others.
    static final int MAX_OF_ONE = 100;
    /// Tries under way at once.
    static final int AT_ONCE = 4;

    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    /// A freed place stands empty for no longer than that while somebody waits for it.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(WaitingRoom.class.getName());

    private final Predicate<String> attempt;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    private record Seat(
            String id, TenantId tenant, Instant since, Instant until, Instant next, Duration pause, boolean busy) {
        /// The last try is at the deadline.
        Seat after(Instant now) {
            var at = now.plus(pause);
            var longer = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            return new Seat(
                    id, tenant, since, until, at.isAfter(until) && now.isBefore(until) ? until : at, longer, false);
        }

        Seat tried() {
            return new Seat(id, tenant, since, until, next, pause, true);
        }

        Seat at(Instant when) {
            return new Seat(id, tenant, since, until, when, pause, busy);
        }
    }

    /// @param attempt tries to place the job of an id; whether it need not wait any longer
    WaitingRoom(Predicate<String> attempt, InstantSource clock) {
        this.attempt = attempt;
        this.clock = clock;
    }

    /// Begins to try those that wait.
    void open() {
        start("waiting-room", this::run);
    }

    /// Takes a job in.
    ///
    /// @throws SoukException `OVERLOADED` when too many wait already, of all or of the tenant
    synchronized void join(String id, TenantId tenant, Waiting waiting) {
        long own = seats.values().stream()
                .filter(seat -> seat.tenant.equals(tenant))
                .count();
        if (seats.size() >= MAX_WAITING || own >= MAX_OF_ONE) {
            throw new SoukException(
                    ErrorCode.OVERLOADED, own + " of your jobs wait for a provider already", LONGEST_PAUSE);
        }
        seats.put(
                id,
                new Seat(
                        id,
                        tenant,
                        waiting.since(),
                        waiting.until(),
                        clock.instant().plus(FIRST_PAUSE),
                        FIRST_PAUSE,
                        false));
    }

    /// Tries a job at once, since something about it changed.
    synchronized void hurry(String id) {
        seats.computeIfPresent(id, (_, seat) -> seat.at(Instant.MIN));
    }

    synchronized int waiting() {
        return seats.size();
    }

    /// Those to try now, at most so many as may be tried at once.
    synchronized List<String> due() {
        var now = clock.instant();
        int free = AT_ONCE - (int) seats.values().stream().filter(Seat::busy).count();
        var places = new HashMap<TenantId, Integer>();
        var inTurn = new LinkedHashMap<Seat, Integer>();
        seats.values().stream()
                .filter(seat -> !seat.busy && !seat.next.isAfter(now))
                .sorted(Comparator.comparing(Seat::since))
                .forEach(seat -> inTurn.put(seat, places.merge(seat.tenant, 1, Integer::sum)));
        var due = inTurn.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(Math.max(0, free))
                .map(entry -> entry.getKey().id)
                .toList();
        due.forEach(id -> seats.computeIfPresent(id, (_, seat) -> seat.tried()));
        return due;
    }

    /// How a try went.
    synchronized void tried(String id, boolean done) {
        seats.computeIfPresent(id, (_, seat) -> done ? null : seat.after(clock.instant()));
    }

    private void run() {
        try {
            while (!stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                for (var id : due()) {
                    start("placing-" + id, () -> attempt(id));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(String id) {
        boolean done = false;
        try {
            done = attempt.test(id);
        } catch (RuntimeException e) {
            // The last line of defence: it is tried again.
            LOG.log(System.Logger.Level.ERROR, "waiting.fault workload=" + id, e);
        } finally {
            tried(id, done);
        }
    }

    private void start(String name, Runnable work) {
        synchronized (threads) {
            threads.removeIf(thread -> !thread.isAlive());
            threads.add(Thread.ofVirtual().name(name).start(work));
        }
    }

    /// Stops trying, once the tries under way are done; the jobs wait in the store.
    @Override
    public void close() {
        stopping.countDown();
        List<Thread> left;
        synchronized (threads) {
            left = List.copyOf(threads);
        }
        Threads.join(left, CLOSE_LIMIT);
    }
}
