package souk.gateway.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/// Group commit for small bodies: those of one bucket that arrive together are stored as one segment, and each
/// caller hears of it when that segment is durable at the providers. While one pack is under way, the next one
/// fills.
public final class Packer {
    /// Larger bodies have segments of their own. At this size the twenty requests of a segment still cost more
    /// than its bytes.
    public static final int PACKED_BYTES = 1 << 20;
    /// A pack ends here: its shards are then about as large as it takes for the bytes to outweigh the requests.
    public static final int PACK_BYTES = 4 << 20;
    /// And here, so that its drafts are one short transaction.
    static final int PACK_BODIES = 256;

    /// A first body waits this long for company: little beside the upload, and much for clients that work in
    /// parallel.
    private static final Duration LINGER = Duration.ofMillis(3);
    /// While another pack is under way, the next one waits this long to become as large: clients that have just been
    /// answered come back by then, and a pack that is stuck at a slow provider holds up no other.
    private static final Duration PATIENCE = Duration.ofMillis(50);
    /// Packs of one bucket under way. With one, all wait for its slowest provider; more make smaller packs.
    private static final int UNDER_WAY = 2;

    private final SegmentStore segments;
    private final Packs packs;
    private final Bodies bodies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Lane> lanes = new HashMap<>();

    public Packer(SegmentStore segments, Metadata metadata) {
        this.segments = segments;
        this.packs = metadata.packs();
        this.bodies = metadata.bodies();
    }

    /// Stores a body and returns once it is durable.
    ///
    /// @param body 1 byte to [#PACKED_BYTES]
    /// @return a draft
    /// @throws IOException when too few providers took their part in time
    public StoredBody store(SegmentScope scope, long bucket, byte[] body) throws IOException {
        var waiting = new Waiting(scope, body, new CompletableFuture<>());
        add(bucket, waiting);
        try {
            return waiting.outcome.get();
        } catch (InterruptedException e) {
            waiting.outcome.thenAccept(draft -> bodies.discard(bucket, draft));
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException e) {
            throw new IOException("a small body was not stored with the others of its pack", e.getCause());
        }
    }

    private record Waiting(SegmentScope scope, byte[] body, CompletableFuture<StoredBody> outcome) {}

    /// The bodies of one bucket.
    private static final class Lane {
        final Deque<Waiting> queue = new ArrayDeque<>();
        final Condition changed;
        int running;
        long waitingBytes;
        long underWayBytes;

        Lane(Condition changed) {
            this.changed = changed;
        }
    }

    private void add(long bucket, Waiting waiting) {
        lock.lock();
        try {
            var lane = lanes.computeIfAbsent(bucket, _ -> new Lane(lock.newCondition()));
            lane.queue.add(waiting);
            lane.waitingBytes += waiting.body.length;
            lane.changed.signalAll();
            if (lane.running < UNDER_WAY) {
                lane.running++;
                Thread.ofVirtual().name("souk-pack").start(() -> work(bucket, lane));
            }
        } finally {
            lock.unlock();
        }
    }

    private void work(long bucket, Lane lane) {
        var patience = LINGER;
        for (var batch = take(bucket, lane, patience); !batch.isEmpty(); batch = take(bucket, lane, patience)) {
            try {
                store(bucket, batch);
            } finally {
                ended(lane, batch);
            }
            patience = Duration.ZERO;
        }
    }

    /// The next pack; without one, this worker has ended.
    ///
    /// @param patience with nothing else under way
    private List<Waiting> take(long bucket, Lane lane, Duration patience) {
        var batch = new ArrayList<Waiting>();
        lock.lock();
        try {
            awaitCompany(lane, patience);
            long bytes = 0;
            for (var next = lane.queue.peek(); next != null; next = lane.queue.peek()) {
                bytes += next.body.length;
                if (bytes > PACK_BYTES || batch.size() == PACK_BODIES) {
                    break;
                }
                batch.add(lane.queue.remove());
                lane.waitingBytes -= next.body.length;
                lane.underWayBytes += next.body.length;
            }
            if (batch.isEmpty() && --lane.running == 0) {
                lanes.remove(bucket);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private static void awaitCompany(Lane lane, Duration patience) {
        long begun = System.nanoTime();
        try {
            while (lane.waitingBytes < PACK_BYTES) {
                boolean alone = lane.underWayBytes == 0;
                long left = begun + (alone ? patience : PATIENCE).toNanos() - System.nanoTime();
                if (left <= 0 || !alone && lane.waitingBytes >= lane.underWayBytes) {
                    return;
                }
                lane.changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended(Lane lane, List<Waiting> batch) {
        lock.lock();
        try {
            lane.underWayBytes -=
                    batch.stream().mapToLong(waiting -> waiting.body.length).sum();
            lane.changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void store(long bucket, List<Waiting> batch) {
        try {
            var all = batch.stream().map(Waiting::body).toList();
            var drafts = store(strictest(batch), bucket, all, (plan, packed) -> packs.record(bucket, plan, packed));
            for (var i = 0; i < batch.size(); i++) {
                batch.get(i).outcome.complete(drafts.get(i));
            }
        } catch (IOException | RuntimeException e) {
            batch.forEach(waiting -> waiting.outcome.completeExceptionally(e));
        }
    }

    /// One body that has to be kept at more providers takes all of its pack there.
    private static SegmentScope strictest(List<Waiting> batch) {
        return batch.stream()
                .map(Waiting::scope)
                .max(Comparator.comparing(SegmentScope::least))
                .orElseThrow();
    }

    /// Stores a pack between the plan for it and its record.
    <T> T store(
            SegmentScope scope, long bucket, List<byte[]> all, BiFunction<StoredBody, SegmentStore.Packed, T> record)
            throws IOException {
        var planned = new AtomicReference<>(StoredBody.empty());
        try {
            var packed = segments.pack(scope, all, manifest -> planned.set(packs.plan(bucket, manifest)));
            return record.apply(planned.get(), packed);
        } catch (IOException | RuntimeException e) {
            bodies.discard(bucket, planned.get());
            throw e;
        }
    }
}
