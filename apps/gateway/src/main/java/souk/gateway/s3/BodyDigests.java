package souk.gateway.s3;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import souk.gateway.store.Checksum.Algorithm;

/// MD5 and checksums of a body, computed beside its transfer on a virtual thread of their own, unless the body is
/// so short that the thread would cost more than the sums.
///
/// MD5 is the slowest step of an upload; a short queue lets it lag a little, then holds the transfer back.
final class BodyDigests implements AutoCloseable {
    /// Blocks that may wait, each at most [#BLOCK_BYTES].
    static final int QUEUE_BLOCKS = 8;

    static final int BLOCK_BYTES = 64 * 1024;

    /// A first block is as small as the first bytes, but not smaller.
    private static final int LEAST_BLOCK_BYTES = 4 * 1024;

    private final RunningChecksum md5 = RunningChecksum.md5();
    private final Map<Algorithm, RunningChecksum> checksums = new EnumMap<>(Algorithm.class);
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
    private final BlockingQueue<Block> spent = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
    private final CompletableFuture<Results> results = new CompletableFuture<>();
    private Optional<Thread> thread = Optional.empty();
    private Block filling = new Block(0);

    BodyDigests(Set<Algorithm> algorithms) {
        algorithms.forEach(algorithm -> checksums.put(algorithm, RunningChecksum.of(algorithm)));
    }

    /// What was computed over all bytes.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Results(byte[] md5, Map<Algorithm, byte[]> checksums) {
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
        int length;

        Block(int capacity) {
            this.bytes = new byte[capacity];
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
        if (thread.isEmpty()) {
            digest(filling);
            return results();
        }
        put(filling);
        put(Block.END);
        try {
            return results.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing a body", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing a body failed", e);
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }

    private void next(int expected) {
        if (filling.length == 0) {
            filling = new Block(Math.clamp(expected, LEAST_BLOCK_BYTES, BLOCK_BYTES));
            return;
        }
        if (thread.isEmpty()) {
            thread = Optional.of(Thread.ofVirtual().name("s3-digest").start(this::run));
        }
        put(filling);
        filling = Objects.requireNonNullElseGet(spent.poll(), () -> new Block(BLOCK_BYTES));
    }

    private void put(Block block) {
        try {
            full.put(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing a body", e);
        }
    }

    private void run() {
        try {
            for (var block = full.take(); block != Block.END; block = full.take()) {
                digest(block);
                if (block.bytes.length == BLOCK_BYTES) {
                    block.length = 0;
                    var _ = spent.offer(block);
                }
            }
            results.complete(results());
        } catch (InterruptedException e) {
            // The upload was given up; nobody asks for the results.
            results.cancel(false);
        }
    }

    private void digest(Block block) {
        md5.update(block.bytes, 0, block.length);
        for (var checksum : checksums.values()) {
            checksum.update(block.bytes, 0, block.length);
        }
    }

    private Results results() {
        var values = new EnumMap<Algorithm, byte[]>(Algorithm.class);
        checksums.forEach((algorithm, checksum) -> values.put(algorithm, checksum.value()));
        return new Results(md5.value(), values);
    }
}
