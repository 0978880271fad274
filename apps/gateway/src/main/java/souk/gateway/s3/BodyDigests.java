package souk.gateway.s3;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import souk.gateway.store.Checksum.Algorithm;

/// MD5 and checksums of a body, computed beside its transfer on a virtual thread of their own.
///
/// MD5 is the slowest step of an upload; a short queue lets it lag a little, then holds the transfer back.
final class BodyDigests implements AutoCloseable {
    /// Blocks that may wait, each at most [#BLOCK_BYTES].
    static final int QUEUE_BLOCKS = 8;

    static final int BLOCK_BYTES = 64 * 1024;

    private static final byte[] END = new byte[0];

    private final RunningChecksum md5 = RunningChecksum.md5();
    private final Map<Algorithm, RunningChecksum> checksums = new EnumMap<>(Algorithm.class);
    private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(QUEUE_BLOCKS);
    private final CompletableFuture<Results> results = new CompletableFuture<>();
    private final Thread thread;

    BodyDigests(Set<Algorithm> algorithms) {
        algorithms.forEach(algorithm -> checksums.put(algorithm, RunningChecksum.of(algorithm)));
        thread = Thread.ofVirtual().name("s3-digest").start(this::run);
    }

    /// What was computed over all bytes.
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Results(byte[] md5, Map<Algorithm, byte[]> checksums) {
        /// The value of an algorithm that was asked for.
        byte[] checksum(Algorithm algorithm) {
            return Objects.requireNonNull(checksums.get(algorithm), "algorithm was not asked for");
        }
    }

    /// Takes a copy of the bytes.
    void update(byte[] bytes, int offset, int length) {
        for (var done = 0; done < length; ) {
            var size = Math.min(BLOCK_BYTES, length - done);
            var block = new byte[size];
            System.arraycopy(bytes, offset + done, block, 0, size);
            put(block);
            done += size;
        }
    }

    /// Waits for the rest.
    Results finish() {
        put(END);
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
        thread.interrupt();
    }

    private void put(byte[] block) {
        try {
            blocks.put(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing a body", e);
        }
    }

    private void run() {
        try {
            for (var block = blocks.take(); block != END; block = blocks.take()) {
                md5.update(block, 0, block.length);
                for (var checksum : checksums.values()) {
                    checksum.update(block, 0, block.length);
                }
            }
            var values = new EnumMap<Algorithm, byte[]>(Algorithm.class);
            checksums.forEach((algorithm, checksum) -> values.put(algorithm, checksum.value()));
            results.complete(new Results(md5.value(), values));
        } catch (InterruptedException e) {
            // The upload was given up; nobody asks for the results.
            results.cancel(false);
        }
    }
}
