package souk.gateway.store;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import souk.gateway.store.Bodies.Garbage;

/// Releases the segments nothing shows any more; what fails is tried again, ever more rarely.
public final class GarbageCollector {
    /// Bodies released together, in one short transaction.
    static final int BATCH = 100;

    /// Batches in one call: a bucket of a million small objects is gone in an hour or so, and other work is not
    /// kept out.
    private static final int ROUNDS = 20;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 10;
    private static final String NO_TRACE = "00-00000000000000000000000000000001-0000000000000001-00";
    private static final System.Logger LOG = System.getLogger(GarbageCollector.class.getName());

    private final Metadata metadata;
    private final SegmentStore segments;
    private final KeyWrap keys;
    private final InstantSource clock;

    public GarbageCollector(Metadata metadata, SegmentStore segments, KeyWrap keys, InstantSource clock) {
        this.metadata = metadata;
        this.segments = segments;
        this.keys = keys;
        this.clock = clock;
    }

    /// Works through what is due; returns how many bodies were released. Call it every few seconds from one thread.
    public int collect() {
        int released = 0;
        for (int round = 0, found = BATCH; round < ROUNDS && found == BATCH; round++) {
            var due = metadata.bodies().garbage(clock.instant(), BATCH);
            found = due.size();
            released += due.stream().collect(Collectors.groupingBy(Garbage::bucket)).values().stream()
                    .mapToInt(this::release)
                    .sum();
        }
        return released;
    }

    /// Releases bodies of one bucket together: small ones come in thousands.
    private int release(List<Garbage> all) {
        try {
            var first = all.getFirst();
            var manifests =
                    all.stream().flatMap(each -> each.manifests().stream()).toList();
            if (!manifests.isEmpty()) {
                var key = keys.unwrap(first.tenant(), first.wrappedKey());
                segments.delete(new SegmentScope(first.tenant(), key, NO_TRACE), manifests);
            }
            metadata.bodies().collected(all.stream().map(Garbage::body).toList());
            return all.size();
        } catch (IOException | RuntimeException e) {
            all.forEach(this::putOff);
            LOG.log(System.Logger.Level.WARNING, "s3.garbage.retry bodies=" + all.size(), e);
            return 0;
        }
    }

    private void putOff(Garbage garbage) {
        var delay = FIRST_DELAY.multipliedBy(1L << Math.min(garbage.attempts(), MAX_DOUBLINGS));
        metadata.bodies().retryLater(garbage.body(), clock.instant(), delay);
    }
}
