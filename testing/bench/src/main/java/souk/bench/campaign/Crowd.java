package souk.bench.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Clients that use one bucket at once, until they are told to stop; then everything is read once more.
final class Crowd {
    private static final System.Logger LOG = System.getLogger(Crowd.class.getName());
    private static final String BUCKET = "/campaign";
    private static final int CLIENTS = 6;
    private static final int LAST_READER = 99;
    /// A key is used for so long: histories stay short enough to judge.
    private static final Duration ROUND = Duration.ofSeconds(8);
    /// And for so many calls, however fast the door is.
    private static final int ROUND_CALLS = 300;

    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration RECOVERY = Duration.ofMinutes(4);

    private final List<Door> doors;
    private final long seed;
    private final Client.Shared shared = Client.Shared.of(BUCKET);
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger round = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    Crowd(Door door, long seed) {
        this(List.of(door), seed);
    }

    /// @param doors of one namespace: each client has one of them
    Crowd(List<Door> doors, long seed) {
        this.doors = List.copyOf(doors);
        this.seed = seed;
    }

    Histories histories() {
        return shared.histories();
    }

    void start() throws InterruptedException {
        var made = doors.getFirst().put(BUCKET, new byte[0]);
        if (!(made instanceof Door.Answered(int status, var _, var _)) || status != 200) {
            throw new SoukException(ErrorCode.UNAVAILABLE, "the door takes no bucket: " + made);
        }
        threads.add(Thread.ofVirtual().start(this::countRounds));
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Client(i, seed, doors.get(i % doors.size()), shared);
            threads.add(Thread.ofVirtual().start(() -> use(client)));
        }
    }

    /// Lets everybody finish what is under way, then reads every key and every listing once more, as
    /// somebody who waits until it is answered.
    void finish() throws InterruptedException {
        running.set(false);
        for (var thread : threads) {
            thread.join();
        }
        var reader = new Client(LAST_READER, seed, doors.getLast(), shared);
        long end = System.nanoTime() + RECOVERY.toNanos();
        for (var prefix : histories().prefixes()) {
            for (int i = 0; i < Client.KEYS; i++) {
                var key = prefix + "k" + i;
                insist("GET " + key, end, () -> reader.read(prefix, key));
            }
            insist("listing of " + prefix, end, () -> reader.list(prefix));
        }
    }

    private interface Attempt {
        boolean succeeds() throws InterruptedException;
    }

    private void insist(String what, long end, Attempt attempt) throws InterruptedException {
        while (!attempt.succeeds()) {
            if (System.nanoTime() > end) {
                histories().finding(what + " is not answered though all is healed");
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private void use(Client client) {
        try {
            while (running.get()) {
                if (!client.act("r%04d/".formatted(round.get()))) {
                    Thread.sleep(PAUSE);
                } else if (calls.incrementAndGet() % ROUND_CALLS == 0) {
                    round.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            histories().finding("a client failed: " + e);
            LOG.log(System.Logger.Level.ERROR, "campaign.client.failed", e);
        }
    }

    private void countRounds() {
        try {
            long next = System.nanoTime() + ROUND.toNanos();
            while (running.get()) {
                Thread.sleep(PAUSE);
                if (System.nanoTime() > next) {
                    round.incrementAndGet();
                    next = System.nanoTime() + ROUND.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
