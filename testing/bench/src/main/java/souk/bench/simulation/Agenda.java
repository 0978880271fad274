package souk.bench.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/// What is going to happen, in the order of its time; what has the same time in the order it was entered. Its clock
/// jumps from one happening to the next.
final class Agenda implements InstantSource {
    private record Item(Instant at, long number, Runnable action) {}

    private final PriorityQueue<Item> items =
            new PriorityQueue<>(Comparator.comparing(Item::at).thenComparing(Item::number));
    private Instant now;
    private long entered;

    Agenda(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void at(Instant time, Runnable action) {
        items.add(new Item(time.isBefore(now) ? now : time, entered++, action));
    }

    void in(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    void every(Duration pause, Instant until, Runnable action) {
        in(pause, () -> {
            action.run();
            if (now.plus(pause).isBefore(until)) {
                every(pause, until, action);
            }
        });
    }

    /// Until nothing is left to happen.
    void run() {
        for (var next = items.poll(); next != null; next = items.poll()) {
            now = next.at();
            next.action().run();
        }
    }
}
