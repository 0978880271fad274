package souk.gateway.s3;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import souk.gateway.store.Bodies.Garbage;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Metadata;
import souk.gateway.store.SegmentScope;
import souk.gateway.store.SegmentStore;

/// Releases the segments nothing shows any more; what fails is tried again, ever more rarely.
public final class GarbageCollector {
    /// Bodies looked at in one round.
    static final int BATCH = 100;

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
        var released = 0;
        for (var garbage : metadata.bodies().garbage(clock.instant(), BATCH)) {
            if (release(garbage)) {
                released++;
            }
        }
        return released;
    }

    private boolean release(Garbage garbage) {
        try {
            var key = keys.unwrap(garbage.tenant(), garbage.wrappedKey());
            segments.delete(new SegmentScope(garbage.tenant(), key, NO_TRACE), garbage.segments());
            metadata.bodies().collected(garbage.body());
            return true;
        } catch (IOException | RuntimeException e) {
            var delay = FIRST_DELAY.multipliedBy(1L << Math.min(garbage.attempts(), MAX_DOUBLINGS));
            metadata.bodies().retryLater(garbage.body(), clock.instant(), delay);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "s3.garbage.retry body=" + garbage.body() + " attempts=" + garbage.attempts(),
                    e);
            return false;
        }
    }
}
