package souk.gateway.s3;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import souk.core.merkle.Span;
import souk.core.merkle.SpanHasher;
import souk.gateway.store.Checksum.Algorithm;

/// MD5, checksums and the root of a body, computed beside its transfer on two virtual threads of their own,
/// unless the body is so short that the threads would cost more than the sums.
///
/// MD5 is the slowest step of an upload, so the root, which takes half as long, has the other thread; a
/// short queue lets each lag a little, then holds the transfer back.
final class BodyDigests implements AutoCloseable {
    /// Blocks that may wait, each at most [#BLOCK_BYTES].
    static final int QUEUE_BLOCKS = 8;

    static final int BLOCK_BYTES = 64 * 1024;

    /// A first block is as small as the first bytes, but not smaller.
    private static final int LEAST_BLOCK_BYTES = 4 * 1024;

    private final RunningChecksum md5 = RunningChecksum.md5();
    private final Map<Algorithm, RunningChecksum> checksums = new EnumMap<>(Algorithm.class);
    private final SpanHasher span = new SpanHasher();
    private final BlockingQueue<Block> spent = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
    private final List<Lane> lanes = new ArrayList<>();
    private Block filling = new Block(0);

    BodyDigests(Set<Algorithm> algorithms) {
        algorithms.forEach(algorithm -> checksums.put(algorithm, RunningChecksum.of(algorithm)));
    }

    /// What was computed over all bytes.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Results(byte[] md5, Map<Algorithm, byte[]> checksums, Span span) {
        /// The value of an algorithm that was asked for.
        byte[] checksum(Algorithm algorithm) {
            return Objects.requireNonNull(checksums.get(algorithm), "algorithm was not asked for");
        }
    }

    /// Bytes on their way to the digests.
    private static final class Block {
        /// Follows the last one.
        static final Block END = new Block(0);

        final byte[] bytes;
        final AtomicInteger readers = new AtomicInteger();
        int length;

        Block(int capacity) {
            this.bytes = new byte[capacity];
        }
    }

    /// A thread that sees every block in order.
    private final class Lane {
        private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
        private final FutureTask<Boolean> task;
        private final Thread thread;

        Lane(String name, Consumer<Block> digest) {
            this.task = new FutureTask<>(() -> {
                for (var block = full.take(); block != Block.END; block = full.take()) {
                    digest.accept(block);
                    recycle(block);
                }
                return true;
            });
            this.thread = Thread.ofVirtual().name(name).start(task);
        }
    }

    /// Takes a copy of the bytes.
    void update(byte[] bytes, int offset, int length) {
        for (var done = 0; done < length; ) {
            if (filling.length == filling.bytes.length) {
                next(length - done);
            }
            var size = Math.min(filling.bytes.length - filling.length, length - done);
            System.arraycopy(bytes, offset + done, filling.bytes, filling.length, size);
            filling.length += size;
            done += size;
        }
    }

    /// Waits for the rest.
    Results finish() {
        if (lanes.isEmpty()) {
            sums(filling);
            root(filling);
            return results();
        }
        put(filling);
        try {
            for (var lane : lanes) {
                lane.full.put(Block.END);
                lane.task.get();
            }
            return results();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing a body", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing a body failed", e);
        }
    }

    @Override
    public void close() {
        // If the upload was given up, nobody asks for the results.
        lanes.forEach(lane -> lane.thread.interrupt());
    }

    private void next(int expected) {
        if (filling.length == 0) {
            filling = new Block(Math.clamp(expected, LEAST_BLOCK_BYTES, BLOCK_BYTES));
            return;
        }
        if (lanes.isEmpty()) {
            lanes.add(new Lane("s3-digest", this::sums));
            lanes.add(new Lane("s3-root", this::root));
        }
        put(filling);
        filling = Objects.requireNonNullElseGet(spent.poll(), () -> new Block(BLOCK_BYTES));
    }

    private void put(Block block) {
        block.readers.set(lanes.size());
        try {
            for (var lane : lanes) {
                lane.full.put(block);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing a body", e);
        }
    }

    private void recycle(Block block) {
        if (block.readers.decrementAndGet() == 0 && block.bytes.length == BLOCK_BYTES) {
            block.length = 0;
            var _ = spent.offer(block);
        }
    }

    private void sums(Block block) {
        md5.update(block.bytes, 0, block.length);
        for (var checksum : checksums.values()) {
            checksum.update(block.bytes, 0, block.length);
        }
    }

    private void root(Block block) {
        span.append(block.bytes, 0, block.length);
    }

    private Results results() {
        var values = new EnumMap<Algorithm, byte[]>(Algorithm.class);
        checksums.forEach((algorithm, checksum) -> values.put(algorithm, checksum.value()));
        return new Results(md5.value(), values, span.span());
    }
}
