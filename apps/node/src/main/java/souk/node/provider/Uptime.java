package souk.node.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeMap;
import souk.core.service.Reading;

/// A provider's own meter of its availability: it beats every second, and a longer silence means that it stood still,
/// as a stopped process, a machine without power or one without memory does.
final class Uptime {
    /// Longer pauses between beats than this are no delay any more.
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /// Epochs that are remembered: as long as anybody asks for them.
    private static final int KEPT = 10;

    private final Duration epochLength;
    private final InstantSource clock;
    private final TreeMap<Long, Duration> lost = new TreeMap<>();
    private Instant last;

    /// What was before its start counts as standing still.
    Uptime(Duration epochLength, InstantSource clock) {
        this.epochLength = epochLength;
        this.clock = clock;
        this.last = clock.instant();
        long epoch = epochAt(last);
        lost.put(epoch, Duration.between(startOf(epoch), last));
        lost.put(epoch - 1, epochLength);
    }

    synchronized void beat() {
        var now = clock.instant();
        if (now.isAfter(last.plus(PATIENCE))) {
            lose(last, now);
        }
        last = now;
    }

    /// Availability in an epoch that ended; unmeasured where that was too long ago.
    synchronized Reading reading(long epoch) {
        if (epoch >= epochAt(clock.instant()) || epoch < epochAt(last) - KEPT) {
            return Reading.ofProbes(Reading.UNMEASURED, Reading.UNMEASURED);
        }
        var away = lost.floorKey(epoch) == null ? epochLength : lost.getOrDefault(epoch, Duration.ZERO);
        long up = epochLength.minus(away).toMillis();
        return Reading.ofProbes(Math.max(0, up) * Reading.MILLION / epochLength.toMillis(), Reading.UNMEASURED);
    }

    private void lose(Instant from, Instant to) {
        for (long epoch = Math.max(epochAt(from), epochAt(to) - KEPT); epoch <= epochAt(to); epoch++) {
            var begin = startOf(epoch).isAfter(from) ? startOf(epoch) : from;
            var end = startOf(epoch + 1).isBefore(to) ? startOf(epoch + 1) : to;
            lost.merge(epoch, Duration.between(begin, end), Duration::plus);
        }
        while (lost.size() > KEPT) {
            lost.pollFirstEntry();
        }
    }

    private long epochAt(Instant at) {
        return at.getEpochSecond() / epochLength.toSeconds();
    }

    private Instant startOf(long epoch) {
        return Instant.ofEpochSecond(epoch * epochLength.toSeconds());
    }
}
